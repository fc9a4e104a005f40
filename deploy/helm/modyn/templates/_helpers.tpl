{{/*
What the servers have in common, and what tells them apart, by component: the section of the values (values) and of the system configuration
(section), the gRPC port, whether it uses the database, whether users call it, and which servers do.
*/}}
{{- define "modyn.servers" -}}
storage: {values: storage, section: storage, port: 50051, database: true, clients: true, callers: [selector, trainer-server, evaluator, supervisor]}
selector: {values: selector, section: selector, port: 50056, database: true, clients: true, callers: [trainer-server, supervisor]}
model-storage: {values: modelStorage, section: model_storage, port: 50059, database: true, clients: true, callers: [selector, trainer-server, evaluator, supervisor]}
trainer-server: {values: trainerServer, section: trainer_server, port: 50057, database: false, clients: false, callers: [supervisor]}
evaluator: {values: evaluator, section: evaluator, port: 50061, database: false, clients: false, callers: [supervisor]}
supervisor: {values: supervisor, section: supervisor, port: 50063, database: true, clients: true, callers: []}
{{- end }}

{{/* The port of /healthz, /readyz and /metrics of every server. */}}
{{- define "modyn.httpPort" -}}
8080
{{- end }}

{{- define "modyn.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* The prefix of all names. With the longest suffix and the hash of a revision, which is a label, a name has at most 63 characters. */}}
{{- define "modyn.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 36 | trimSuffix "-" }}
{{- else }}
{{- $name := include "modyn.name" . }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 36 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 36 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "modyn.selectorLabels" -}}
app.kubernetes.io/name: {{ include "modyn.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "modyn.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "modyn.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: modyn
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "modyn.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "modyn.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "modyn.databaseSecret" -}}
{{- if .Values.database.password }}
{{- printf "%s-database" (include "modyn.fullname" .) }}
{{- else }}
{{- .Values.database.existingSecret }}
{{- end }}
{{- end }}

{{- define "modyn.databaseSecretKey" -}}
{{- if .Values.database.password }}password{{ else }}{{ .Values.database.existingSecretKey }}{{ end }}
{{- end }}

{{/* The directory of a server's certificate and key, and of the tokens that it accepts. */}}
{{- define "modyn.identityDirectory" -}}
/run/secrets/identity
{{- end }}

{{/* The section of the configuration that says who may call the servers, and how connections are encrypted. */}}
{{- define "modyn.security" -}}
{{- if .Values.security.insecure }}
insecure: true
{{- else }}
{{- $directory := include "modyn.identityDirectory" . }}
tls:
  certificate: {{ $directory }}/tls.crt
  private_key: {{ $directory }}/tls.key
  ca: {{ $directory }}/ca.crt
  client_ca: {{ $directory }}/ca.crt
  workers: [{{ include "modyn.fullname" . }}-trainer-server, {{ include "modyn.fullname" . }}-evaluator]
accepted_tokens: {{ $directory }}/accepted_tokens
{{- end }}
{{- end }}

{{- define "modyn.datasetsClaim" -}}
{{- default (printf "%s-datasets" (include "modyn.fullname" .)) .Values.datasets.existingClaim }}
{{- end }}

{{/* The image of a server: (dict "root" $ "gpus" number). */}}
{{- define "modyn.image" -}}
{{- $image := .root.Values.image }}
{{- $tag := default .root.Chart.AppVersion $image.tag }}
{{- if gt (int .gpus) 0 }}
{{- $tag = default (printf "%s-cu124" $tag) $image.gpuTag }}
{{- end }}
{{- printf "%s:%s" $image.repository $tag }}
{{- end }}

{{/* The environment variable with the address that a server listens on: a section of the configuration. */}}
{{- define "modyn.listenVariable" -}}
{{- printf "MODYN_%s_HOST" (upper .) }}
{{- end }}

{{/* The system configuration: that of the values, and what the chart sets. */}}
{{- define "modyn.configuration" -}}
{{- $root := . }}
{{- $config := deepCopy .Values.config }}
{{- $database := dict "hostname" .Values.database.hostname "port" (int .Values.database.port) "database" .Values.database.database "username" .Values.database.username "password_file" "/run/secrets/modyn/database-password" }}
{{- if .Values.database.parameters }}
{{- $_ := set $database "parameters" .Values.database.parameters }}
{{- end }}
{{- range $key := list "state_directory" "metadata_database" }}
{{- if hasKey $config $key }}
{{- fail (printf "config.%s: set by the chart; remove it from the values" $key) }}
{{- end }}
{{- end }}
{{- $_ := set $config "state_directory" "/var/lib/modyn" }}
{{- $_ := set $config "metadata_database" $database }}
{{- $security := default dict (get $config "security") }}
{{- range $key := list "accepted_tokens" "token_file" "tls" "insecure" }}
{{- if hasKey $security $key }}
{{- fail (printf "config.security.%s: set by the chart from the section security; remove it from config" $key) }}
{{- end }}
{{- end }}
{{- $_ := set $config "security" (merge $security (include "modyn.security" . | fromYaml)) }}
{{- range $component, $server := include "modyn.servers" . | fromYaml }}
{{- $section := default dict (get $config $server.section) }}
{{- range $key := list "hostname" "port" "http_port" "database" }}
{{- if hasKey $section $key }}
{{- fail (printf "config.%s.%s: set by the chart; remove it from the values" $server.section $key) }}
{{- end }}
{{- end }}
{{- /* The name is that of all servers of this kind, for the others; a server itself listens on what its environment says. */}}
{{- $_ := set $section "hostname" (printf "${%s:-%s-%s}" (include "modyn.listenVariable" $server.section) (include "modyn.fullname" $root) $component) }}
{{- $_ := set $section "port" (int $server.port) }}
{{- $_ := set $section "http_port" (include "modyn.httpPort" $root | int) }}
{{- if eq $component "storage" }}
{{- $_ := set $section "database" $database }}
{{- if not (hasKey $section "dataset_roots") }}
{{- $_ := set $section "dataset_roots" (list "/datasets") }}
{{- end }}
{{- end }}
{{- $_ := set $config $server.section $section }}
{{- end }}
{{- toYaml $config }}
{{- end }}
