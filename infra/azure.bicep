// Where such a bot lives in Azure. Never compiled, deployed or checked against a schema: read it as a plan (docs/operate.md, In Azure).
// People and Teams share one address here, for Container Apps have one way in by HTTPS.

@description('The beginning of all names: small letters and digits.')
@minLength(4)
@maxLength(16)
param baseName string

param location string = resourceGroup().location

@description('The image of the Dockerfile in the city’s registry, with its digest.')
param image string

@description('The registry of that image; the bot’s identity needs the role AcrPull there.')
param registry string

@description('What the staff directory’s file holds (CSV).')
@secure()
param directory string

@description('Password of the database’s administrator, who makes the two roles of docs/operate.md (Going live) by hand.')
@secure()
param databasePassword string

@description('DATABASE_URL: the bot’s role, with sslmode=verify-full.')
@secure()
param botUrl string

@description('DATABASE_OWNER_URL: the owner’s, for the migration alone.')
@secure()
param ownerUrl string

@secure()
param linkSecret string

@secure()
param auditKeys string

@description('Days for which nobody can change a head of the audit log once it is written.')
@minValue(1)
param headDays int = 3650

// ---- Identity: no password anywhere; it enters the vault, the container and Teams.

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: baseName
  location: location
}

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: baseName
  kind: 'azurebot'
  location: 'global'
  sku: { name: 'S1' }
  properties: {
    displayName: '通話録音データの取出し'
    endpoint: 'https://${app.properties.configuration.ingress.fqdn}/api/messages'
    msaAppType: 'UserAssignedMSI'
    msaAppId: identity.properties.clientId
    msaAppMSIResourceId: identity.id
    msaAppTenantId: identity.properties.tenantId
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: { channelName: 'MsTeamsChannel' }
}

// ---- Network: the database has no address outside of it.

resource network 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: baseName
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
    subnets: [
      {
        name: 'apps'
        properties: {
          addressPrefix: '10.20.0.0/23'
          serviceEndpoints: [{ service: 'Microsoft.Storage' }]
          delegations: [{ name: 'apps', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'database'
        properties: {
          addressPrefix: '10.20.4.0/28'
          delegations: [{ name: 'database', properties: { serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers' } }]
        }
      }
    ]
  }
}

resource appsSubnet 'Microsoft.Network/virtualNetworks/subnets@2023-11-01' existing = {
  parent: network
  name: 'apps'
}

resource databaseSubnet 'Microsoft.Network/virtualNetworks/subnets@2023-11-01' existing = {
  parent: network
  name: 'database'
}

resource databaseZone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: '${baseName}.private.postgres.database.azure.com'
  location: 'global'

  resource link 'virtualNetworkLinks' = {
    name: baseName
    location: 'global'
    properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
  }
}

// ---- Database

resource database 'Microsoft.DBforPostgreSQL/flexibleServers@2023-12-01-preview' = {
  name: baseName
  location: location
  sku: { name: 'Standard_D2ds_v5', tier: 'GeneralPurpose' }
  properties: {
    version: '16'
    administratorLogin: 'administrator_of_recordings'
    administratorLoginPassword: databasePassword
    storage: { storageSizeGB: 64, autoGrow: 'Enabled' }
    // Deleted copies live on in backups for so long (第4条第2項).
    backup: { backupRetentionDays: 14, geoRedundantBackup: 'Disabled' }
    highAvailability: { mode: 'ZoneRedundant' }
    network: {
      delegatedSubnetResourceId: databaseSubnet.id
      privateDnsZoneArmResourceId: databaseZone.id
      publicNetworkAccess: 'Disabled'
    }
  }
  dependsOn: [databaseZone::link]

  resource recordings 'databases' = {
    name: 'recordings'
    properties: { charset: 'UTF8', collation: 'C.UTF-8' }
  }
}

// ---- Files, without anything that keeps what the bot deletes; heads of the log, where nobody can delete (docs/decisions/0028).

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: '${baseName}files'
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    networkAcls: {
      bypass: 'None'
      defaultAction: 'Deny'
      virtualNetworkRules: [{ id: appsSubnet.id, action: 'Allow' }]
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: storage
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: false }
    containerDeleteRetentionPolicy: { enabled: false }
    isVersioningEnabled: false
    changeFeed: { enabled: false }
  }
}

resource files 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  parent: blobs
  name: 'files'
  properties: { publicAccess: 'None' }
}

resource heads 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  parent: blobs
  name: 'audit-heads'
  properties: { publicAccess: 'None' }

  // Lock it once it has proved itself: that cannot be taken back, and no template does it.
  resource immutability 'immutabilityPolicies' = {
    name: 'default'
    properties: { immutabilityPeriodSinceCreationInDays: headDays, allowProtectedAppendWrites: true }
  }
}

var blobContributor = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
)

resource mayWriteFiles 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(files.id, identity.id, blobContributor)
  scope: files
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: blobContributor
  }
}

resource mayWriteHeads 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(heads.id, identity.id, blobContributor)
  scope: heads
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: blobContributor
  }
}

// ---- The key that protects stored files, and the secrets

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: baseName
  location: location
  properties: {
    tenantId: identity.properties.tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    // Without the key no stored file opens: it cannot be deleted for good, by nobody.
    enablePurgeProtection: true
  }

  resource key 'keys' = {
    name: 'recordings'
    properties: { kty: 'RSA', keySize: 3072, keyOps: ['wrapKey', 'unwrapKey'] }
  }

  resource botUrlSecret 'secrets' = {
    name: 'database-url'
    properties: { value: botUrl }
  }

  resource ownerUrlSecret 'secrets' = {
    name: 'database-owner-url'
    properties: { value: ownerUrl }
  }

  resource linkSecretSecret 'secrets' = {
    name: 'link-secret'
    properties: { value: linkSecret }
  }

  resource auditKeysSecret 'secrets' = {
    name: 'audit-keys'
    properties: { value: auditKeys }
  }

  resource directorySecret 'secrets' = {
    name: 'directory'
    properties: { value: directory }
  }
}

var cryptoUser = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  '12338af0-0e69-4776-bea7-57ae8d297424'
)
var secretsUser = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  '4633458b-17de-408a-b874-0445c86b69e6'
)

resource mayUseVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [cryptoUser, secretsUser]: {
    name: guid(vault.id, identity.id, role)
    scope: vault
    properties: {
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: role
    }
  }
]

// ---- The bots

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: baseName
  location: location
  properties: { sku: { name: 'PerGB2018' }, retentionInDays: 90 }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: baseName
  location: location
  properties: {
    vnetConfiguration: { infrastructureSubnetId: appsSubnet.id, internal: false }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    zoneRedundant: true
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

var secrets = [
  { name: 'database-url', keyVaultUrl: vault::botUrlSecret.properties.secretUri, identity: identity.id }
  { name: 'link-secret', keyVaultUrl: vault::linkSecretSecret.properties.secretUri, identity: identity.id }
  { name: 'audit-keys', keyVaultUrl: vault::auditKeysSecret.properties.secretUri, identity: identity.id }
  { name: 'directory', keyVaultUrl: vault::directorySecret.properties.secretUri, identity: identity.id }
]

// The name that Container Apps will give; a name of the city's own needs a certificate, and goes here.
var publicUrl = 'https://${baseName}.${environment.properties.defaultDomain}'

var settings = [
  { name: 'PUBLIC_URL', value: publicUrl }
  { name: 'TRUST_PROXY', value: '1' }
  { name: 'BOT_TYPE', value: 'UserAssignedMSI' }
  { name: 'BOT_ID', value: identity.properties.clientId }
  { name: 'BOT_TENANT_ID', value: identity.properties.tenantId }
  { name: 'FILE_STORE', value: 'azure' }
  { name: 'FILE_CONTAINER', value: '${storage.properties.primaryEndpoints.blob}files' }
  { name: 'AUDIT_HEAD_CONTAINER', value: '${storage.properties.primaryEndpoints.blob}audit-heads' }
  { name: 'KEY_VAULT_KEY', value: '${vault.properties.vaultUri}keys/recordings' }
  { name: 'DIRECTORY_FILE', value: '/directory/directory' }
  { name: 'DATABASE_URL', secretRef: 'database-url' }
  { name: 'LINK_SECRET', secretRef: 'link-secret' }
  { name: 'AUDIT_KEYS', secretRef: 'audit-keys' }
]

var volumes = [
  { name: 'data', storageType: 'EmptyDir' }
  { name: 'directory', storageType: 'Secret', secrets: [{ secretRef: 'directory', path: 'directory' }] }
]
var volumeMounts = [
  { volumeName: 'data', mountPath: '/data' }
  { volumeName: 'directory', mountPath: '/directory' }
]

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: baseName
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: { external: true, targetPort: 3978, transport: 'http', allowInsecure: false }
      registries: [{ server: registry, identity: identity.id }]
      secrets: secrets
    }
    template: {
      terminationGracePeriodSeconds: 40
      scale: { minReplicas: 2, maxReplicas: 4 }
      volumes: volumes
      containers: [
        {
          name: 'bot'
          image: image
          resources: { cpu: json('0.5'), memory: '1Gi' }
          env: settings
          volumeMounts: volumeMounts
          probes: [
            { type: 'Startup', httpGet: { path: '/healthz', port: 3978 }, periodSeconds: 2, failureThreshold: 10 }
            { type: 'Liveness', httpGet: { path: '/healthz', port: 3978 }, periodSeconds: 15, failureThreshold: 4 }
            { type: 'Readiness', httpGet: { path: '/readyz', port: 3978 }, periodSeconds: 5, failureThreshold: 2 }
          ]
        }
      ]
    }
  }
  dependsOn: [mayWriteFiles, mayWriteHeads, mayUseVault]
}

// Started by hand before every version: az containerapp job start.
resource migrate 'Microsoft.App/jobs@2024-03-01' = {
  name: '${baseName}-migrate'
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      triggerType: 'Manual'
      manualTriggerConfig: { parallelism: 1, replicaCompletionCount: 1 }
      replicaTimeout: 600
      replicaRetryLimit: 0
      registries: [{ server: registry, identity: identity.id }]
      secrets: concat(secrets, [
        { name: 'database-owner-url', keyVaultUrl: vault::ownerUrlSecret.properties.secretUri, identity: identity.id }
      ])
    }
    template: {
      volumes: volumes
      containers: [
        {
          name: 'migrate'
          image: image
          args: ['dist/scripts/migrate.js']
          resources: { cpu: json('0.5'), memory: '1Gi' }
          env: concat(settings, [{ name: 'DATABASE_OWNER_URL', secretRef: 'database-owner-url' }])
          volumeMounts: volumeMounts
        }
      ]
    }
  }
  dependsOn: [mayUseVault]
}

// Every morning at half past six in Tokyo; another exit code than 0 makes it fail, which an alert of the workspace should tell.
resource verify 'Microsoft.App/jobs@2024-03-01' = {
  name: '${baseName}-verify'
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      triggerType: 'Schedule'
      scheduleTriggerConfig: { cronExpression: '30 21 * * *', parallelism: 1, replicaCompletionCount: 1 }
      replicaTimeout: 7200
      replicaRetryLimit: 0
      registries: [{ server: registry, identity: identity.id }]
      secrets: secrets
    }
    template: {
      volumes: volumes
      containers: [
        {
          name: 'verify'
          image: image
          args: ['dist/scripts/auditVerify.js']
          resources: { cpu: json('0.5'), memory: '1Gi' }
          env: settings
          volumeMounts: volumeMounts
        }
      ]
    }
  }
  dependsOn: [mayWriteHeads, mayUseVault]
}

output BOT_ID string = identity.properties.clientId
output PUBLIC_URL string = publicUrl
