package org.modyn.common.security;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.modyn.common.error.ModynException;

/** A certificate and its private key. */
final class Identity {
  private Identity() {}

  /**
   * Reads a certificate and its key.
   *
   * @throws ModynException FAILED_PRECONDITION when a file cannot be used, or the key is not that
   *     of the certificate
   */
  static X509ExtendedKeyManager read(Path certificate, Path privateKey) {
    List<X509Certificate> chain = PemFiles.certificates(certificate);
    PrivateKey key = PemFiles.privateKey(privateKey);
    try {
      if (!belongTogether(chain.getFirst(), key)) {
        throw PemFiles.unusable(
            privateKey, "not the private key of the certificate in " + certificate, null);
      }
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      char[] noPassword = new char[0];
      keys.setKeyEntry("identity", key, noPassword, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, noPassword);
      return Arrays.stream(factory.getKeyManagers())
          .map((KeyManager manager) -> (X509ExtendedKeyManager) manager)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw PemFiles.unusable(certificate, "cannot be used: " + e.getMessage(), e);
    }
  }

  private static boolean belongTogether(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    String keyAlgorithm = certificate.getPublicKey().getAlgorithm();
    if (!keyAlgorithm.equals(key.getAlgorithm())) {
      return false;
    }
    Signature signature =
        Signature.getInstance(
            switch (keyAlgorithm) {
              case "EC" -> "SHA256withECDSA";
              case "RSA" -> "SHA256withRSA";
              default -> keyAlgorithm;
            });
    byte[] text = {1, 2, 3};
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(certificate);
    signature.update(text);
    return signature.verify(signed);
  }
}
