package org.modyn.common.security;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The roles of clients that have proved by a certificate to be servers, see {@code
 * security.tls.client_ca}. Immutable.
 */
final class CertificateRoles {
  private static final Logger log = LoggerFactory.getLogger(CertificateRoles.class);

  private final Set<String> workers;

  /**
   * @param workers names in the certificates of trainer servers and evaluators; as in DNS, case
   *     does not matter
   */
  CertificateRoles(Collection<String> workers) {
    this.workers =
        workers.stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Returns the role of the client of a connection; empty if it has sent no certificate. One that
   * it has sent has been verified.
   *
   * @param session null if the connection is not encrypted
   */
  Optional<Role> role(SSLSession session) {
    if (session == null) {
      return Optional.empty();
    }
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? Optional.of(isWorker(certificate) ? Role.WORKER : Role.SERVER)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      log.trace("The client has sent no certificate", e);
      return Optional.empty();
    }
  }

  /** A certificate whose names cannot be read has the lesser role. */
  private boolean isWorker(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      // each is its kind and its value
      return names != null
          && names.stream()
              .anyMatch(
                  name ->
                      name.get(1) instanceof String text
                          && workers.contains(text.toLowerCase(Locale.ROOT)));
    } catch (CertificateParsingException e) {
      log.warn("The names in the certificate of a client cannot be read", e);
      return true;
    }
  }
}
