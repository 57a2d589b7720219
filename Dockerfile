# syntax=docker/dockerfile:1

# Build: everything is installed, TypeScript is compiled, then the development packages go.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json main.ts frontdesk.ts ./
COPY core ./core
COPY adapters ./adapters
COPY voice ./voice
COPY admin ./admin
COPY sandbox ./sandbox
RUN npm run build && npm prune --omit=dev

# Run: no compiler, no sources, not root.
FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
# Several containers on one MongoDB: serve --role web, serve --role worker. `store` serves /data to processes of one machine.
# SIGTERM lets calls and work finish; give it the time: docker stop --time 30
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/main.js"]
CMD ["serve"]
