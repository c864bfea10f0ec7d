# The bot as an image: docker build -t recordings-bot . (docs/operate.md, Containers).
# An exact build names the base by its digest: --build-arg NODE=node:24.11.0-bookworm-slim@sha256:…, from `docker buildx imagetools inspect`.
ARG NODE=node:24.11.0-bookworm-slim

# Everything, with development packages: compiles, and checks what it compiles.
FROM ${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN ["npm", "ci", "--include=dev"]
COPY prisma.config.ts tsconfig.json tsconfig.build.json tsconfig.page.json ./
COPY prisma prisma
COPY scripts scripts
COPY bot bot
RUN ["node", "scripts/setup.mjs"]

# Only what an installation runs with.
FROM ${NODE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN ["npm", "ci", "--omit=dev"]

# Microsoft's emulator of Blob storage, for trying out: in the version of the tests.
FROM ${NODE} AS azurite
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY deploy/compose/azurite/containers.mjs ./
RUN ["install", "-d", "-m", "700", "-o", "10001", "-g", "10001", "/data"]
USER 10001:10001
ENTRYPOINT ["node", "--env-file-if-exists=/run/secrets/azurite.env"]

# The bot: nothing in /app belongs to its account, and all that it writes lies in /data.
FROM ${NODE} AS bot
WORKDIR /app
COPY package.json ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY bot/web/public bot/web/public
COPY bot/chat/learned/weights.json bot/chat/learned/weights.json
COPY cards cards
COPY docs docs
COPY prisma prisma
RUN ["install", "-d", "-m", "700", "-o", "10001", "-g", "10001", "/data", "/backup"]
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3978 DATA_DIR=/data/bot
USER 10001:10001
EXPOSE 3978 3979
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# A command of an operator takes the place of the bot: docker run … recordings-bot dist/scripts/auditVerify.js
ENTRYPOINT ["node", "--env-file-if-exists=/run/secrets/bot.env"]
CMD ["dist/bot/main.js"]
