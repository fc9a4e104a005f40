package org.modyn.common.config.system;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;

/**
 * The certificates of a server. Each file is PEM, and is read again when it changes.
 *
 * @param clientCa empty: clients cannot prove by a certificate who they are
 */
@Description("The certificates by which connections are encrypted")
public record TlsConfig(
    @Description(
            "File with the certificate of this server, and those that it is signed with but the"
                + " last one; 'modyn certificates create DIRECTORY' makes certificates")
        @Example("/etc/modyn/server.crt")
        Path certificate,
    @Description("File with the private key of the certificate, PKCS #8")
        @Example("/etc/modyn/server.key")
        Path privateKey,
    @Description("File with the certificates with which those of the other servers are signed")
        @Example("/etc/modyn/ca.crt")
        Path ca,
    @Description(
            "File with the certificates with which those of servers are signed that call this one:"
                + " a client with such a certificate has the role server; use a certification"
                + " authority that signs nothing else")
        Optional<Path> clientCa,
    @Description(
            "Names in the certificates of trainer servers and evaluators: a client with a"
                + " certificate for one of these names has the role worker, which may do less than"
                + " server; no other server may have such a certificate")
        @Default("[]")
        List<String> workers) {
  public TlsConfig {
    workers = List.copyOf(workers);
  }
}
