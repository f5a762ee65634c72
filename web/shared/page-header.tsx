/** The line that every page begins with. */
export function PageHeader({ page }: { page: string }) {
  return (
    <header class="page-header">
      <strong>pullkeeper</strong>
      <nav aria-label="Pages">
        {PAGES.map(({ name, path }) => (
          <a key={name} href={path} aria-current={name === page ? 'page' : undefined}>
            {name}
          </a>
        ))}
      </nav>
    </header>
  );
}
