@description('Suffix of the rule names.')
param suffix string

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Workspace with the logs.')
param workspaceId string

@description('Who gets an email when an alert fires.')
param emails string[]

@description('Alert when the oldest due email has waited this many seconds.')
param oldestEmailSeconds int

@description('Alert when this percentage of attempts in 15 minutes failed.')
param failureRatePercent int

// Queries of the app's log lines (docs/operations.md). A test compares their text with the code.
var stateLines = 'AppTraces | where Message startswith "Dispatcher state: " | parse-where Message with "Dispatcher state: messages=" * " oldest_seconds=" OldestSeconds:long " poison=" Poison:long " unfinished=" * " breakers_open=" BreakersOpen'
var attemptLines = 'AppTraces | where Message startswith "Email " | parse-where Message with "Email " * " of " * ", attempt " * ", " Provider ": " Outcome " in phase " * " with " * " after " * " ms"'
var testLines = 'AppTraces | where Message startswith "Provider " | parse-where Message with "Provider " Tested " failed its daily test at " *'
var expiryLines = 'AppTraces | where Message startswith "Expiry: " | parse-where Message with "Expiry: " Kind " of " Expiring " expires at " *'
var failed = 'Outcome in ("provider_failed", "failed", "unknown")'
var rules = [
  {
    name: 'oldest-email'
    title: 'Emails wait too long'
    text: 'The oldest email that is due has waited for more than ${oldestEmailSeconds} seconds.'
    severity: 1
    query: '${stateLines} | project TimeGenerated, Value = OldestSeconds'
    measure: 'Value'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: oldestEmailSeconds
    dimension: ''
  }
  {
    name: 'poison'
    title: 'Messages on a poison queue'
    text: 'A queue message could not be processed and needs somebody to look at it.'
    severity: 1
    query: '${stateLines} | project TimeGenerated, Value = Poison'
    measure: 'Value'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 0
    dimension: ''
  }
  {
    name: 'silent'
    title: 'The dispatcher is silent'
    text: 'No state line for 15 minutes: the app does not run, storage cannot be reached, or logs do not arrive.'
    severity: 1
    query: stateLines
    measure: ''
    aggregation: 'Count'
    operator: 'LessThan'
    threshold: 1
    dimension: ''
  }
  {
    name: 'breaker-open'
    title: 'A provider is down'
    text: 'The circuit breaker of a provider is open: its emails go through the others.'
    severity: 2
    query: '${stateLines} | mv-expand Provider = split(BreakersOpen, ",") to typeof(string) | where isnotempty(Provider) | project TimeGenerated, Provider, Value = 1'
    measure: 'Value'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 0
    dimension: 'Provider'
  }
  {
    name: 'provider-test'
    title: 'A provider fails its daily test'
    text: 'A connection test up to MAIL FROM failed. The provider may be a fallback that is not in use now.'
    severity: 2
    query: testLines
    measure: ''
    aggregation: 'Count'
    operator: 'GreaterThan'
    threshold: 0
    dimension: 'Tested'
  }
  {
    name: 'expiry'
    title: 'A certificate or secret of a provider expires'
    text: 'It expires in 30, 7 or 1 days, or has expired.'
    severity: 2
    query: expiryLines
    measure: ''
    aggregation: 'Count'
    operator: 'GreaterThan'
    threshold: 0
    dimension: 'Expiring'
  }
  {
    name: 'failure-rate'
    title: 'Many attempts fail'
    text: 'More than ${failureRatePercent} percent of at least 20 tries at providers in 15 minutes failed.'
    severity: 2
    query: '${attemptLines} | summarize Tried = count(), Failed = countif(${failed}), TimeGenerated = max(TimeGenerated) | where Tried >= 20 | project TimeGenerated, Value = 100.0 * Failed / Tried'
    measure: 'Value'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: failureRatePercent
    dimension: ''
  }
]

resource receivers 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'email'
    emailReceivers: [
      for (address, i) in emails: {
        name: 'email-${i}'
        emailAddress: address
        useCommonAlertSchema: true
      }
    ]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for rule in rules: {
    name: 'alert-${rule.name}-${suffix}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.title
      description: rule.text
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      // The table does not exist before the first start of the app.
      skipQueryValidation: true
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: rule.query
            metricMeasureColumn: empty(rule.measure) ? null : rule.measure
            timeAggregation: rule.aggregation
            operator: rule.operator
            threshold: rule.threshold
            dimensions: empty(rule.dimension) ? [] : [{ name: rule.dimension, operator: 'Include', values: ['*'] }]
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: [receivers.id]
      }
    }
  }
]
