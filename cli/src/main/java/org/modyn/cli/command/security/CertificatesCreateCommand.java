package org.modyn.cli.command.security;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.modyn.common.security.CertificateFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes certificates for servers. */
@Command(
    name = "create",
    header = "Make certificates for servers.",
    description = {
      "Writes ca.crt and ca.key, a certification authority, unless the directory has one, and"
          + " NAME.crt and NAME.key for each --host, which it signs. Run it again to renew"
          + " certificates: servers read their files again when they change.",
      "A server gets its NAME.crt (security.tls.certificate of the system configuration), NAME.key"
          + " (security.tls.private_key) and ca.crt (security.tls.ca, and security.tls.client_ca:"
          + " servers then accept the calls of each other). Users get ca.crt (--ca). Keep ca.key"
          + " where no server can read it."
    })
public final class CertificatesCreateCommand implements Callable<Integer> {
  private static final int DEFAULT_DAYS = 365;

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "DIRECTORY", description = "Where to write the files.")
  private Path directory;

  @Option(
      names = "--host",
      paramLabel = "NAME[,NAME...]",
      description =
          "The names and IP addresses at which a server is called; one --host for each server."
              + " Default: localhost,127.0.0.1.")
  private List<String> hosts;

  @Option(
      names = "--days",
      paramLabel = "DAYS",
      description = "How long the certificates are valid. Default: ${DEFAULT-VALUE}.")
  private int days = DEFAULT_DAYS;

  @Override
  public Integer call() {
    if (days < 1) {
      throw new ParameterException(command.commandLine(), "--days is less than 1");
    }
    List<List<String>> servers = new ArrayList<>();
    for (String host : hosts == null ? List.of("localhost,127.0.0.1") : hosts) {
      List<String> names = List.of(host.split(",", -1));
      if (names.stream().anyMatch(String::isBlank)) {
        throw new ParameterException(command.commandLine(), "--host: a name is empty");
      }
      servers.add(names);
    }
    new CertificateFiles(directory)
        .create(servers, Duration.ofDays(days))
        .forEach(command.commandLine().getOut()::println);
    return 0;
  }
}
