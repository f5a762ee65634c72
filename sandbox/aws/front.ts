import type { Answer, Request } from '../http.ts';
import { parseJson } from '../json.ts';
import { type CallContext, serveCall, type World } from '../serve-call.ts';
import { authenticate } from './authenticate.ts';
import { AwsError, accessDenied } from './error.ts';
import { Input } from './input.ts';
import type { Principals } from './principals.ts';
import { json } from './protocols.ts';
import { RateLimits, type Rates } from './rate-limits.ts';
import type { AwsService } from './service.ts';
import { readAuthorization } from './sigv4.ts';

interface Route {
  readonly service: AwsService;
  readonly operation: string;
  input(): Input;
}

/** All AWS services behind one address. Finds the service and the caller of a request; the service answers in its own protocol. */
export class AwsFront {
  readonly #world: World;
  readonly #principals: Principals;
  readonly #services: readonly AwsService[];
  readonly #limits: RateLimits;

  constructor(world: World, principals: Principals, services: readonly AwsService[], rates: Rates = {}) {
    this.#limits = new RateLimits(rates);
    this.#world = world;
    this.#principals = principals;
    this.#services = services;
  }

  async handle(request: Request): Promise<Answer> {
    const route = this.#route(request);
    if (route === undefined) {
      return json.refusal(
        new AwsError('UnknownOperationException', 'No service here has such an operation.'),
      );
    }
    const { service, operation } = route;
    const region = readAuthorization(request.headers.authorization ?? '')?.region;
    const asked = { service: service.name, operation, region };
    return serveCall(this.#world, request, asked, service.protocol, (attendance) => {
      try {
        return service.protocol.result(operation, this.#run(request, route, attendance));
      } catch (error) {
        if (error instanceof AwsError) return service.protocol.refusal(error);
        throw error;
      }
    });
  }

  #run(request: Request, route: Route, { call, tokenLife }: CallContext): object | undefined {
    const { service, operation } = route;
    const now = this.#world.clock.now();
    const caller = authenticate(request, service.name, this.#principals, { wall: new Date(), sandbox: now });
    const { principal, region, partition } = caller;
    call.principal = principal.arn;

    const perform = Object.hasOwn(service.operations, operation) ? service.operations[operation] : undefined;
    if (perform === undefined) {
      throw new AwsError(
        'UnknownOperationException',
        `The sandbox has no operation ${operation} of ${service.name}`,
      );
    }
    this.#limits.demand(operation, { account: principal.account, region });
    return perform({
      input: route.input(),
      caller: principal,
      region,
      partition,
      now,
      tokenLife,
      demand: (action, resource, context) => {
        const reason = ` because no identity-based policy allows the ${action} action`;
        if (!principal.may(action, resource, context))
          throw accessDenied(principal.arn, action, resource, reason);
      },
      about: (resource) => {
        call.resource = resource;
      },
    });
  }

  #route(request: Request): Route | undefined {
    const [target, operation] = request.headers['x-amz-target']?.split('.') ?? [];
    if (operation !== undefined) {
      const service = this.#services.find((candidate) => candidate.target === target);
      return service && { service, operation, input: () => new Input(parseJson(request.body.toString())) };
    }
    const parameters = new URLSearchParams(
      request.method === 'POST' && request.body.length > 0 ? request.body.toString() : request.url.search,
    );
    const action = parameters.get('Action');
    if (action === null) return undefined;
    const speaking = this.#services.filter((candidate) => candidate.target === undefined);
    const service = speaking.find(({ operations }) => Object.hasOwn(operations, action)) ?? speaking[0];
    if (service === undefined) return undefined;
    return { service, operation: action, input: () => new Input(Object.fromEntries(parameters)) };
  }
}
