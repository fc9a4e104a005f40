package org.modyn.cli.deployment;

import java.util.Map;

/** Values with which the chart is rendered in the tests. */
final class ValueSets {
  static final String DEFAULT = "default";
  static final String GPUS = "gpus";
  static final String REPLICAS = "replicas";
  static final String DATABASE = "database";
  static final String INSECURE = "insecure";
  static final String EVERYTHING = "everything";

  static final Map<String, String> ALL =
      Map.of(
          DEFAULT,
          "",
          GPUS,
          """
          image: {repository: registry.example.org/modyn, tag: 1.2.3}
          trainerServer:
            gpus: 2
            runtimeClassName: nvidia
            tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]
          evaluator: {gpus: 1}
          """,
          REPLICAS,
          """
          storage: {replicas: 3}
          supervisor: {replicas: 2}
          datasets: {existingClaim: samples, readOnly: true}
          trainerServer: {maxUnavailable: 0}
          """,
          DATABASE,
          """
          database:
            hostname: db.example.org
            port: 6432
            database: learning
            username: learner
            parameters: sslmode=require
            password: "pass: word"
          networkPolicy:
            database: [{ipBlock: {cidr: 192.0.2.0/24}}]
          """,
          INSECURE,
          "{security: {insecure: true}, serviceMonitor: {enabled: true}}",
          EVERYTHING,
          """
          nameOverride: platform
          fullnameOverride: learning-platform
          imagePullSecrets: [{name: registry}]
          serviceAccount: {create: false, name: robot}
          security: {tokensSecret: roles, certificateSecretsPrefix: identity}
          datasets: {size: 1Ti, storageClassName: shared, accessModes: [ReadWriteMany]}
          config:
            project: {name: learning}
            storage:
              sample_dbinsertion_batchsize: 2000000
              s3: {endpoint: "http://minio:9000", cache_size_bytes: 10737418240}
              datasets:
                - name: flights
                  description: flights
                  version: 1.0.0
                  base_path: /datasets/flights
                  filesystem_wrapper_type: LocalFilesystemWrapper
                  file_wrapper_type: BinaryFileWrapper
                  file_wrapper_config:
                    {file_extension: .bin, byteorder: little, record_size: 9, label_size: 1}
            trainer_server: {trainings_per_device: 2}
            supervisor: {keep_finished_pipelines: 90d}
            user_code: builtins
            logging: {format: json}
            traces: {endpoint: "http://collector.operations.svc:4318", sample_ratio: 0.1}
          nodeSelector: {pool: learning}
          tolerations: [{key: learning, operator: Exists}]
          affinity:
            nodeAffinity:
              requiredDuringSchedulingIgnoredDuringExecution:
                nodeSelectorTerms:
                  - matchExpressions: [{key: zone, operator: In, values: [a]}]
          storage:
            replicas: 2
            resources: {requests: {cpu: 2, memory: 8Gi}, limits: {memory: 8Gi}}
            persistence: {enabled: false, size: 5Gi}
            startupSeconds: 1801
            javaOptions: -Xlog:gc
            env: [{name: AWS_REGION, value: eu-central-1}]
            volumes: [{name: authority, configMap: {name: authority}}]
            volumeMounts: [{name: authority, mountPath: /etc/authority, readOnly: true}]
            egress:
              - to: [{podSelector: {matchLabels: {app: minio}}}]
                ports: [{port: 9000, protocol: TCP}]
            podAnnotations: {example.org/team: learning}
            podLabels: {example.org/cost: "17"}
            priorityClassName: high
            nodeSelector: {pool: storage}
            topologySpreadConstraints:
              - maxSkew: 1
                topologyKey: topology.kubernetes.io/zone
                whenUnsatisfiable: DoNotSchedule
                labelSelector: {matchLabels: {app.kubernetes.io/component: storage}}
          selector: {persistence: {storageClassName: fast, size: 1Ti}}
          networkPolicy:
            clients: [{namespaceSelector: {matchLabels: {team: learning}}}]
            monitoring: [{namespaceSelector: {matchLabels: {team: operations}}}]
            egress:
              - to: [{namespaceSelector: {matchLabels: {team: operations}}}]
                ports: [{port: 4318, protocol: TCP}]
          serviceMonitor: {enabled: true, interval: 30s, tokenSecret: monitor, labels: {release: prometheus}}
          """);

  private ValueSets() {}
}
