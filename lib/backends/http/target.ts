import type { Format } from '../../config/schema/schema-parts.ts';
import type { Reference } from '../../references/reference.ts';
import type { HttpOptions } from './options.ts';
import type { PageOptions } from './page-options.ts';

/** A request with placeholders, which are filled in for each publication. */
export interface Sending {
  method: string;
  target: string;
  headers?: Record<string, string> | undefined;
  json?: unknown;
}

/** A request whose answer is used: all of it, or the entry of a list with these fields. */
export interface Look extends Sending {
  in?: string | undefined;
  where?: Record<string, string> | undefined;
  pages?: PageOptions | undefined;
}

type Facts = Pick<
  HttpOptions,
  'success' | 'errors' | 'mustExist' | 'names' | 'longestValue' | 'limit' | 'undocumented'
>;

/** A service and its requests, resolved as far as they do not depend on the publication. */
export interface HttpTarget extends Facts {
  type: 'http';
  url: string;
  service: string;
  private: boolean;
  secrets: Record<string, Reference>;
  parameters: Record<string, string>;
  headers: Record<string, string>;
  defaultFormat?: Format | undefined;
  find?: (Look & { id?: string | undefined }) | undefined;
  write: Sending;
  create?: Sending | undefined;
  confirm?:
    | (Look & { ready: Record<string, string>; failed?: Record<string, string> | undefined })
    | undefined;
  afterError?: (Look & { stored: Record<string, string> }) | undefined;
  seal?: (Sending & { key: string; id: string }) | undefined;
  read?: (Look & { value: string }) | undefined;
}
