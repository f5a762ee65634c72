// What Node costs alone.
