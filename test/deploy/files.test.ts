import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { DCLinter } from 'dclint';
import { validate as validateDockerfile } from 'dockerfile-utils';
import { parseConfig, VARIABLES } from '../../bot/config.js';
import { ROOT } from '../../bot/paths.js';
import { REAL_ENV } from '../helpers/botFramework.js';
import { faultsOf, isIgnored, type Manifest, read, readYaml, stagesOf } from './reading.js';

/** A version, and no host of a registry before the name. */
const PINNED = /^[a-z0-9-]+(?:\/[a-z0-9-]+)?:v?\d+\.\d+[\w.-]*$/;

/** What an operator adds to the settings that stand in these files. */
const SECRETS = {
  ...REAL_ENV,
  FILES_URL: 'https://recordings.lan.example.jp',
  DATABASE_URL: 'postgresql://bot:x@postgres:5432/recordings?sslmode=verify-full',
  ALLOW_EMBEDDED: '',
};

/** The command that a container runs, and whether the program that it names is there. */
function programIn(args: string[]): string {
  const [compiled = ''] = args.filter((one) => one.endsWith('.js'));
  return compiled.replace(/^dist\//, '').replace(/\.js$/, '.ts');
}

describe('the Dockerfile', () => {
  const text = read('Dockerfile');
  const stages = stagesOf(text);
  const bot = stages.get('bot') ?? [];
  const last = (word: string) => bot.findLast((one) => one.word === word)?.rest ?? '';

  it('is one, by a linter', () => {
    expect(validateDockerfile(text)).toEqual([]);
    // The linter does find something where there is something.
    expect(validateDockerfile(`${text}\nEXPOSE a\nENTRYPOINT`).length).toBeGreaterThan(1);
  });

  it('begins with a version of Node.js 24, which an operator can name by its digest', () => {
    expect(text).toMatch(/^ARG NODE=node:24\.\d+\.\d+-bookworm-slim$/m);
    for (const [name, [from]] of stages) expect([name, from?.rest]).toEqual([name, `\${NODE} AS ${name}`]);
    expect([...stages.keys()].at(-1)).toBe('bot');
  });

  it('copies what is there, and nothing that .dockerignore leaves out', () => {
    const ignore = read('.dockerignore');
    const own = [...stages.values()].flat().filter(({ word, flags }) => word === 'COPY' && flags.length === 0);
    const sources = own.flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
    expect(sources.length).toBeGreaterThan(10);
    for (const source of sources) {
      expect([source, existsSync(join(ROOT, source)), isIgnored(ignore, source)]).toEqual([source, true, false]);
    }
    const secret = ['.env', '.env.owner', '.data', '.git', 'node_modules', 'dist', 'deploy/compose/secrets/bot.env'];
    for (const path of secret) expect([path, isIgnored(ignore, path)]).toEqual([path, true]);
  });

  it('installs by the lock file, and for the bot what it runs with alone', () => {
    const runs = (stage: string) =>
      (stages.get(stage) ?? []).filter(({ word }) => word === 'RUN').map(({ rest }) => rest);
    expect(runs('build')).toContain('["npm", "ci", "--include=dev"]');
    expect(runs('packages')).toEqual(['["npm", "ci", "--omit=dev"]']);
    const from = bot.flatMap(({ flags }) => flags.filter((flag) => flag.startsWith('--from')));
    expect(from).toEqual(['--from=packages', '--from=build']);
  });

  it('runs the bot as an account without rights, as the process that signals reach, and asks it whether it is well', () => {
    const before = bot.findIndex(({ word }) => word === 'USER');
    expect(last('USER')).toBe('10001:10001');
    expect(bot.slice(before).some(({ word }) => word === 'COPY' || word === 'RUN')).toBe(false);
    expect(JSON.parse(last('ENTRYPOINT'))).toEqual(['node', '--env-file-if-exists=/run/secrets/bot.env']);
    const [main] = JSON.parse(last('CMD')) as string[];
    expect(existsSync(join(ROOT, programIn([main ?? ''])))).toBe(true);
    expect(last('STOPSIGNAL')).toBe('SIGTERM');
    expect(last('HEALTHCHECK')).toMatch(/CMD \["node", .*\/healthz/);
  });

  it('sets what the bot knows', () => {
    const set = [...last('ENV').matchAll(/(\w+)=(\S+)/g)].map(([, name = '']) => name);
    expect(set.filter((name) => !VARIABLES.includes(name))).toEqual([]);
    expect(set).toContain('DATA_DIR');
  });
});

interface Service {
  image: string;
  user: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  privileged?: boolean;
  command?: string[];
  environment?: Record<string, string>;
  secrets?: string[];
  networks?: string[];
  volumes?: string[];
  ports?: { target: number; host_ip: string }[];
  profiles?: string[];
  stop_grace_period?: string;
  healthcheck?: { disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
}

describe('deploy/compose/compose.yaml', () => {
  const path = 'deploy/compose/compose.yaml';
  const [compose] = readYaml<{
    services: Record<string, Service>;
    networks: Record<string, { internal?: boolean; ipam?: { config: { subnet: string }[] } }>;
    secrets: Record<string, { file: string }>;
    volumes: Record<string, unknown>;
  }>(path);
  if (compose === undefined) throw new Error('empty');
  const services = Object.entries(compose.services);
  const bots = services.filter(([name]) => name.startsWith('bot-'));
  /** Variables of the file, filled with what .env.example says. */
  const example = Object.fromEntries(
    [...read('deploy/compose/.env.example').matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  );
  const filled = (value: string) =>
    value.replace(
      /\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g,
      (_whole, name: string, otherwise = '') => example[name] ?? otherwise,
    );

  /** Rules of the linter about taste; the order here is that of a start. */
  const TASTE = [
    ...['service-keys-order', 'services-alphabetical-order', 'top-level-properties-order', 'no-quotes-in-volumes'],
    // An image that is built here has a name, too, which the services that only use it give.
    'no-build-and-image',
  ];
  const lint = (file: string) => {
    const rules = Object.fromEntries(TASTE.map((rule) => [rule, 0 as const]));
    const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
    return linter
      .lintFiles([join(ROOT, file)], false)
      .flatMap(({ messages }: { messages: { message: string }[] }) => messages.map(({ message }) => message));
  };

  it('is one, by the specification’s schema and a linter', () => {
    expect(lint(path)).toEqual([]);
    expect(lint('deploy/kubernetes/settings.yaml').length).toBeGreaterThan(0);
  });

  it.each(services)('%s may do nothing but its work', (_name, service) => {
    expect(filled(service.image)).toMatch(PINNED);
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(service.user).toMatch(/^[1-9]\d*:\d+$/);
    expect(service).not.toHaveProperty('privileged');
  });

  it('lets others reach the proxy alone, and keeps database and files in a network without a way out', () => {
    const open = services.flatMap(([name, { ports = [] }]) => ports.map(({ host_ip }) => [name, host_ip]));
    expect(open).toEqual([
      ['proxy', '0.0.0.0'],
      ['grafana', '127.0.0.1'],
    ]);
    for (const name of ['postgres', 'azurite']) {
      for (const network of compose.services[name]?.networks ?? [])
        expect(compose.networks[network]?.internal).toBe(true);
    }
    expect(compose.services.proxy?.networks).toEqual(['front']);
  });

  it('waits for what is healthy, of which each says when it is', () => {
    const image = stagesOf(read('Dockerfile')).get('bot') ?? [];
    for (const [name, { depends_on = {} }] of services) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const of = compose.services[other];
        expect([name, other, of !== undefined]).toEqual([name, other, true]);
        if (condition !== 'service_healthy') continue;
        const own = of?.healthcheck !== undefined && of.healthcheck.disable !== true;
        const inherited = of?.image.startsWith('recordings-bot:') && image.some(({ word }) => word === 'HEALTHCHECK');
        expect([other, own || inherited]).toEqual([other, true]);
      }
    }
  });

  it('names no password: each service is shown its own secrets, as files that prepare.sh makes and no repository keeps', () => {
    const made = read('deploy/compose/prepare.sh');
    for (const [name, { file }] of Object.entries(compose.secrets)) {
      expect(file).toBe(`secrets/${name}`);
      const certificate = /^(\w+)\.(?:pem|key)$/.exec(name)?.[1];
      expect([
        name,
        made.includes(`>${name}\n`) ||
          made.includes(`certificate ${certificate} `) ||
          name === 'ca.pem' ||
          made.includes(`>${name} <<`),
      ]).toEqual([name, true]);
    }
    for (const [, { secrets = [] }] of services)
      for (const name of secrets) expect(compose.secrets).toHaveProperty([name]);
    expect(read('.gitignore')).toContain('/deploy/compose/secrets/\n');
    const shown = (secret: string) =>
      services.filter(([, { secrets = [] }]) => secrets.includes(secret)).map(([name]) => name);
    expect(shown('owner.env')).toEqual(['migrate']);
    expect(shown('bot.env')).toEqual(['migrate', 'bot-1', 'bot-2']);
    expect(shown('proxy.key')).toEqual(['proxy']);
    expect(Object.keys(compose.secrets)).not.toContain('ca.key');
  });

  it('starts two bots with settings that they take, and time enough to stop', () => {
    expect(bots).toHaveLength(2);
    for (const [, { environment = {}, stop_grace_period = '', networks }] of bots) {
      const { NODE_EXTRA_CA_CERTS, ...settings } = environment;
      expect(Object.keys(settings).filter((name) => !VARIABLES.includes(name))).toEqual([]);
      const values = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, filled(value)]));
      const config = parseConfig({ ...SECRETS, HOST: '0.0.0.0', DATA_DIR: '/data/bot', ...values });
      expect(config).toMatchObject({ demo: false, fileStore: 'azure', filesPort: 3979, trustProxy: 1 });
      expect(config.metricsFrom).toEqual(compose.networks.watch?.ipam?.config.map(({ subnet }) => subnet));
      expect(networks).toContain('watch');
      expect(Number.parseInt(stop_grace_period, 10)).toBeGreaterThan(18);
    }
  });

  it('runs programs of ours that are there, and shows Prometheus and the proxy where the bots are', () => {
    const programs = services.flatMap(([, { image, command }]) =>
      image.startsWith('recordings-bot') && command ? [programIn(command)] : [],
    );
    expect(programs).toEqual(['scripts/migrate.ts']);
    const proxy = compose.services.proxy?.environment ?? {};
    const led = ['TEAMS_1', 'TEAMS_2', 'PEOPLE_1', 'PEOPLE_2'].map((name) => proxy[name]);
    expect(led).toEqual(['bot-1:3978', 'bot-2:3978', 'bot-1:3979', 'bot-2:3979']);
    const asked = [...read('deploy/nginx.conf.template').matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
    expect([...new Set(asked)].filter((name) => !(name in proxy))).toEqual([]);
    expect(readYaml('deploy/compose/targets.yml')).toEqual([[{ targets: ['bot-1:3979', 'bot-2:3979'] }]]);
  });

  it('shows Grafana its data source and the dashboard, where their files say', () => {
    const mounted = (compose.services.grafana?.volumes ?? []).map((one) => one.split(':'));
    for (const [from = ''] of mounted.filter(([one]) => one?.startsWith('..')))
      expect([from, existsSync(join(ROOT, 'deploy', 'compose', from))]).toEqual([from, true]);
    const [provider] = readYaml<{ providers: { options: { path: string } }[] }>('monitoring/grafana/dashboards.yml');
    const folder = provider?.providers[0]?.options.path;
    expect(mounted.map(([, to]) => to)).toContain(`${folder}/recordings.json`);
    const [source] = readYaml<{ datasources: { type: string; url: string }[] }>('monitoring/grafana/datasources.yml');
    expect(source?.datasources).toEqual([
      expect.objectContaining({ type: 'prometheus', url: 'http://prometheus:9090' }),
    ]);
  });
});

interface Container {
  name: string;
  image: string;
  args?: string[];
  envFrom: unknown[];
  securityContext: object;
  resources: { limits: { memory: string } };
  ports?: { name: string; containerPort: number }[];
  volumeMounts: { name: string; mountPath: string }[];
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
}

interface Probe {
  httpGet: { path: string; port: string };
}

interface Pod {
  metadata: { labels: Record<string, string> };
  spec: {
    containers: Container[];
    securityContext: object;
    volumes: { name: string; persistentVolumeClaim?: { claimName: string }; secret?: { secretName: string } }[];
    terminationGracePeriodSeconds?: number;
    automountServiceAccountToken?: boolean;
    topologySpreadConstraints?: unknown[];
  };
}

describe('deploy/kubernetes/', () => {
  const folder = 'deploy/kubernetes';
  const files = readdirSync(join(ROOT, folder)).filter((file) => file !== 'kustomization.yaml');
  const manifests = files.flatMap((file) => readYaml<Manifest>(`${folder}/${file}`));
  const of = (kind: string) => manifests.filter((one) => one.kind === kind);
  const named = manifests.map((manifest): [string, Manifest] => [
    `${manifest.kind} ${manifest.metadata.name}`,
    manifest,
  ]);

  /** The Pod within whatever makes it. */
  function podOf({ kind, spec }: Manifest): Pod | undefined {
    const { template, jobTemplate } = (spec ?? {}) as { template?: Pod; jobTemplate?: { spec: { template: Pod } } };
    return kind === 'CronJob' ? jobTemplate?.spec.template : template;
  }
  const pods = manifests.flatMap((manifest) => {
    const pod = podOf(manifest);
    return pod === undefined ? [] : [[`${manifest.kind} ${manifest.metadata.name}`, pod] as [string, Pod]];
  });
  const [settings = {}] = of('ConfigMap').map(({ data }) => data ?? {});

  it.each(named)('%s is one, by the description of Kubernetes, to the last field', (_name, manifest) => {
    expect(faultsOf(manifest)).toEqual([]);
  });

  it('would be found with a field that does not exist, or one of another kind', () => {
    const [deployment] = of('Deployment');
    const wrong = structuredClone(deployment) as Manifest & { spec: { replicas: unknown; template: Pod } };
    wrong.spec.replicas = 'two';
    Object.assign(wrong.spec.template.spec, { terminationGracePeriod: 30 });
    expect(faultsOf(wrong)).toEqual([
      '/spec/replicas: type {"type":"integer"}',
      '/spec/template/spec/terminationGracePeriod is unknown',
    ]);
  });

  it('is put together by its kustomization, whole, and holds no secret', () => {
    const [kustomization] = readYaml<{ resources: string[]; images: { name: string; newTag: string }[] }>(
      `${folder}/kustomization.yaml`,
    );
    expect([...(kustomization?.resources ?? [])].sort()).toEqual([...files].sort());
    expect(kustomization?.images).toEqual([
      { name: 'recordings-bot', newTag: JSON.parse(read('package.json')).version },
    ]);
    expect(of('Secret')).toEqual([]);
  });

  it.each(pods)('%s runs without rights, on a system that it cannot change', (_name, { spec }) => {
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 10001,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    for (const container of spec.containers) {
      expect(container.image).toBe('recordings-bot');
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.resources.limits.memory).toBe('1Gi');
      expect(container.envFrom).toEqual([{ configMapRef: { name: 'recordings' } }]);
      for (const { name } of container.volumeMounts) expect(spec.volumes.map((one) => one.name)).toContain(name);
      if (container.args)
        expect([container.args, existsSync(join(ROOT, programIn(container.args)))]).toEqual([container.args, true]);
    }
    const claims = spec.volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
    for (const claim of claims)
      expect(of('PersistentVolumeClaim').map(({ metadata }) => metadata.name)).toContain(claim);
  });

  it('keeps somebody answering: two of them, one more before one goes, and time enough to stop', () => {
    const [deployment] = of('Deployment');
    expect(deployment?.spec).toMatchObject({
      replicas: 2,
      strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    });
    expect(of('PodDisruptionBudget').map(({ spec }) => spec)).toEqual([
      { minAvailable: 1, selector: { matchLabels: { app: 'recordings', part: 'bot' } } },
    ]);
    const pod = deployment && podOf(deployment);
    expect(pod?.spec.terminationGracePeriodSeconds).toBeGreaterThan(20 + 5);
    expect(pod?.spec.topologySpreadConstraints).toHaveLength(1);
    const [bot] = pod?.spec.containers ?? [];
    const probes = [bot?.startupProbe, bot?.livenessProbe, bot?.readinessProbe].map((probe) => probe?.httpGet);
    expect(probes).toEqual([
      { path: '/healthz', port: 'teams' },
      { path: '/healthz', port: 'teams' },
      { path: '/readyz', port: 'people' },
    ]);
    expect(bot?.ports).toEqual([
      { name: 'teams', containerPort: 3978 },
      { name: 'people', containerPort: +(settings.FILES_PORT ?? 0) },
    ]);
  });

  it('gives the bots settings that they take', () => {
    expect(Object.keys(settings).filter((name) => !VARIABLES.includes(name))).toEqual([]);
    expect(parseConfig({ ...SECRETS, HOST: '0.0.0.0', ...settings })).toMatchObject({
      demo: false,
      fileStore: 'azure',
      filesPort: 3979,
    });
  });

  it('leads the internet to the messaging endpoint alone, by names that are those of the settings', () => {
    type Rule = { host: string; http: { paths: { path: string; backend: { service: { port: { name: string } } } }[] } };
    const rules = of('Ingress').flatMap(({ spec }) => (spec as { rules: Rule[] }).rules);
    const [teams, people] = rules;
    expect(teams?.host).toBe(new URL(settings.PUBLIC_URL ?? '').host);
    expect(people?.host).toBe(new URL(settings.FILES_URL ?? '').host);
    expect(teams?.http.paths.map(({ path }) => path)).toEqual(['/api/messages']);
    expect(people?.http.paths.map(({ path }) => path)).not.toContain('/metrics');
    const ports = rules.map(({ http }) => [...new Set(http.paths.map(({ backend }) => backend.service.port.name))]);
    expect(ports).toEqual([['teams'], ['people']]);
  });

  it('makes a backup more, and looks every day whether backup and log are sound', () => {
    const jobs = of('CronJob').map((job) => [job.metadata.name, programIn(podOf(job)?.spec.containers[0]?.args ?? [])]);
    expect(jobs).toEqual([
      ['backup', 'scripts/backup.ts'],
      ['check', 'scripts/check.ts'],
      ['audit-verify', 'scripts/auditVerify.ts'],
    ]);
    for (const { spec } of of('CronJob'))
      expect(spec).toMatchObject({ timeZone: 'Asia/Tokyo', concurrencyPolicy: 'Forbid' });
  });
});

describe('monitoring/prometheus.yml', () => {
  it('asks under the name that the alerts know', () => {
    const [config] = readYaml<{ rule_files: string[]; scrape_configs: { job_name: string }[] }>(
      'monitoring/prometheus.yml',
    );
    expect(config?.rule_files).toEqual(['alerts.yml']);
    const jobs = [...read('monitoring/alerts.yml').matchAll(/job="(\w+)"/g)].map(([, job]) => job);
    expect(new Set(jobs)).toEqual(new Set(config?.scrape_configs.map(({ job_name }) => job_name)));
  });
});

describe('m365agents.yml, the project file of the Microsoft 365 Agents Toolkit,', () => {
  const [project] =
    readYaml<Record<'provision' | 'deploy' | 'publish', { uses: string; with: Record<string, unknown> }[]>>(
      'm365agents.yml',
    );
  const schema = JSON.parse(read('test/fixtures/schemas/m365agents-v1.13.schema.json'));
  const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

  it('is one, by the Toolkit’s schema', () => {
    expect([validate(project), validate.errors]).toEqual([true, null]);
    expect(validate({ ...project, provision: [{ uses: 'teamsApp/create', with: {} }] })).toBe(false);
  });

  it('names files and commands that are there', () => {
    const steps = [...(project?.provision ?? []), ...(project?.publish ?? [])];
    const templates = steps.flatMap(
      ({ with: { templates = [] } }) => templates as { path: string; parameters: string }[],
    );
    for (const { path, parameters } of templates)
      for (const file of [path, parameters]) expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const commands = steps.flatMap(({ with: { args } }) =>
      typeof args === 'string' ? [args.replace(/^run /, '')] : [],
    );
    expect(commands).toContain('package');
    for (const command of commands) expect(scripts).toHaveProperty([command]);
  });
});
