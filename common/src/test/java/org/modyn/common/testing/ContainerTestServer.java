package org.modyn.common.testing;

import java.util.Optional;
import org.modyn.common.config.system.DatabaseConfig;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL in a container; Testcontainers removes it when the JVM ends, however that ends. */
final class ContainerTestServer {
  private ContainerTestServer() {}

  static DatabaseConfig start() {
    PostgreSQLContainer container = new PostgreSQLContainer("postgres:18-alpine");
    container.start();
    return new DatabaseConfig(
        "postgresql",
        container.getUsername(),
        container.getPassword(),
        container.getDatabaseName(),
        container.getHost(),
        container.getFirstMappedPort(),
        Optional.empty());
  }
}
