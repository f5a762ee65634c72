# The command line in a container: docs/running/ shows how to run it. Build it in a clone, after `npm run package`.
FROM node:24-slim
COPY build/package /opt/pullkeeper
RUN mkdir -p /data /config && chown 1000:1000 /data
# Nothing but /data is written, so the root file system can be read-only. The user is "node".
USER 1000:1000
ENV PULLKEEPER_STATE=/data PULLKEEPER_REGISTRIES=/config/registries.yml
WORKDIR /data
VOLUME /data
EXPOSE 8080
# Unhealthy while a secret is in danger. It needs no token.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then(({ status }) => process.exit(status === 200 ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/opt/pullkeeper/cli/pullkeeper.cjs"]
CMD ["serve", "--refresh", "--listen", "0.0.0.0:8080"]
