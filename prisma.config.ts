import { defineConfig } from 'prisma/config';

// The application applies its migrations itself at start (bot/db/database.ts); this file serves `prisma generate` and, on
// PostgreSQL, `prisma migrate deploy`.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://localhost:5432/postgres' },
});
