package org.modyn.common.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads certificates and private keys in PEM files. */
final class PemFiles {
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----", Pattern.DOTALL);
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");
  private static final Logger log = LoggerFactory.getLogger(PemFiles.class);

  private PemFiles() {}

  /**
   * Reads all certificates of a file, and logs a warning for those that are not valid now.
   *
   * @return at least one
   * @throws ModynException FAILED_PRECONDITION when the file cannot be read or contains none
   */
  static List<X509Certificate> certificates(Path file) {
    List<X509Certificate> certificates;
    try {
      certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
    } catch (NoSuchFileException e) {
      throw unusable(file, "there is no such file", e);
    } catch (IOException e) {
      throw unusable(file, "cannot be read: " + e, e);
    } catch (CertificateException e) {
      throw unusable(file, "not certificates in PEM", e);
    }
    if (certificates.isEmpty()) {
      throw unusable(file, "contains no certificate in PEM", null);
    }
    certificates.forEach(certificate -> warnUnlessValid(file, certificate));
    return certificates;
  }

  private static void warnUnlessValid(Path file, X509Certificate certificate) {
    try {
      certificate.checkValidity();
    } catch (CertificateExpiredException _) {
      log.warn("The certificate in {} expired on {}", file, certificate.getNotAfter().toInstant());
    } catch (CertificateNotYetValidException _) {
      log.warn(
          "The certificate in {} is valid only from {}",
          file,
          certificate.getNotBefore().toInstant());
    }
  }

  /**
   * Reads the private key of a file that others may not read.
   *
   * @throws ModynException FAILED_PRECONDITION when the file cannot be read, or others may read it,
   *     or it contains no unencrypted key in PKCS #8
   */
  static PrivateKey privateKey(Path file) {
    Matcher matcher = PRIVATE_KEY.matcher(SecretFiles.read(file));
    if (!matcher.find()) {
      throw unusable(
          file,
          "contains no unencrypted private key in PKCS #8 (BEGIN PRIVATE KEY); 'openssl pkcs8"
              + " -topk8 -nodes' converts others",
          null);
    }
    PKCS8EncodedKeySpec key;
    try {
      key =
          new PKCS8EncodedKeySpec(
              Base64.getMimeDecoder().decode(matcher.group(1).getBytes(US_ASCII)));
    } catch (IllegalArgumentException _) {
      // without the cause, which could repeat a part of the key
      throw unusable(file, "the private key is not in base 64", null);
    }
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(key);
      } catch (InvalidKeySpecException e) {
        log.trace("The key in {} is not for {}", file, algorithm, e);
      } catch (GeneralSecurityException e) {
        throw unusable(file, "keys for %s are not supported".formatted(algorithm), e);
      }
    }
    throw unusable(file, "the private key is of none of the kinds " + ALGORITHMS, null);
  }

  static ModynException unusable(Path file, String reason, Throwable cause) {
    return new ModynException(
        ErrorCategory.FAILED_PRECONDITION, "%s: %s".formatted(file, reason), cause);
  }
}
