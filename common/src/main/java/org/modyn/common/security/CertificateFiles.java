package org.modyn.common.security;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;

/**
 * Makes certificates for the servers of an installation, and the certification authority that signs
 * them, with keys on the curve P-256. Private keys are readable for their owner only.
 */
public final class CertificateFiles {
  /** The certificate of the certification authority. */
  public static final String CA_CERTIFICATE = "ca.crt";

  /** The private key of the certification authority, which no server needs. */
  public static final String CA_KEY = "ca.key";

  private static final Duration CA_LIFETIME = Duration.ofDays(3650);
  private static final int SERIAL_NUMBER_BITS = 128;
  private static final String SIGNATURE = "SHA256withECDSA";

  /** Clocks of machines differ. */
  private static final Duration BACKDATED = Duration.ofHours(1);

  private static final Pattern IP_ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]*");

  private final Path directory;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** A certificate with its private key. */
  private record Signed(X509Certificate certificate, PrivateKey key) {}

  public CertificateFiles(Path directory) {
    this(directory, Clock.systemUTC());
  }

  /**
   * @param clock the time from which certificates are valid
   */
  CertificateFiles(Path directory, Clock clock) {
    this.directory = requireNonNull(directory, "directory is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * Makes a certificate for each server, and a certification authority, unless the directory has
   * one: then that one signs. Existing certificates of the same names are replaced.
   *
   * @param servers the names of each server, of which the first is that of its files: host names or
   *     IP addresses
   * @param lifetime of the servers' certificates
   * @return the files, {@code <name>.crt} and {@code <name>.key} for each server
   * @throws ModynException INVALID_ARGUMENT for a name that cannot be that of a file; or as {@link
   *     DurableFiles#cannotWrite}
   */
  public List<Path> create(List<List<String>> servers, Duration lifetime) {
    for (List<String> names : servers) {
      if (!FILE_NAME.matcher(names.getFirst()).matches() || names.getFirst().equals("ca")) {
        throw ModynException.invalidArgument(
            "'%s' cannot be the name of a server's files", names.getFirst());
      }
    }
    DurableFiles.createDirectories(directory);
    try {
      Signed authority = authority();
      List<Path> files = new ArrayList<>(List.of(directory.resolve(CA_CERTIFICATE)));
      for (List<String> names : servers) {
        Signed server = sign(names, lifetime, authority);
        Path key = directory.resolve(names.getFirst() + ".key");
        Path certificate = directory.resolve(names.getFirst() + ".crt");
        SecretFiles.replace(key, pem(server.key()));
        SecretFiles.replace(certificate, pem(server.certificate()));
        files.add(certificate);
        files.add(key);
      }
      return files;
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new ModynException(
          ErrorCategory.INTERNAL, "cannot make certificates in %s: %s".formatted(directory, e), e);
    }
  }

  private Signed authority()
      throws GeneralSecurityException, OperatorCreationException, IOException {
    Path certificate = directory.resolve(CA_CERTIFICATE);
    Path key = directory.resolve(CA_KEY);
    if (Files.exists(certificate)) {
      return new Signed(PemFiles.certificates(certificate).getFirst(), PemFiles.privateKey(key));
    }
    KeyPair pair = keyPair();
    // a distinct name for each authority: certificates of another one with the same name would
    // otherwise be reported as wrongly signed
    X500Principal name =
        new X500Principal("CN=Modyn certification authority " + serialNumber().toString(36));
    JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
    X509Certificate signed =
        certificate(
            new JcaX509v3CertificateBuilder(
                    name,
                    serialNumber(),
                    Date.from(clock.instant().minus(BACKDATED)),
                    Date.from(clock.instant().plus(CA_LIFETIME)),
                    name,
                    pair.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign))
                .addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    extensions.createSubjectKeyIdentifier(pair.getPublic())),
            pair.getPrivate());
    SecretFiles.create(key, pem(pair.getPrivate()));
    SecretFiles.create(certificate, pem(signed));
    return new Signed(signed, pair.getPrivate());
  }

  private Signed sign(List<String> names, Duration lifetime, Signed authority)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    KeyPair pair = keyPair();
    Instant now = clock.instant();
    GeneralName[] alternatives =
        names.stream()
            .map(
                name ->
                    new GeneralName(
                        IP_ADDRESS.matcher(name).matches()
                            ? GeneralName.iPAddress
                            : GeneralName.dNSName,
                        name))
            .toArray(GeneralName[]::new);
    JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
    X509Certificate certificate =
        certificate(
            new JcaX509v3CertificateBuilder(
                    authority.certificate(),
                    serialNumber(),
                    Date.from(now.minus(BACKDATED)),
                    Date.from(now.plus(lifetime)),
                    new X500Principal("CN=" + names.getFirst()),
                    pair.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(
                        new KeyPurposeId[] {
                          KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                        }))
                .addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    extensions.createAuthorityKeyIdentifier(authority.certificate()))
                .addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(alternatives)),
            authority.key());
    return new Signed(certificate, pair.getPrivate());
  }

  private static X509Certificate certificate(
      org.bouncycastle.cert.X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
  }

  private KeyPair keyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private BigInteger serialNumber() {
    return new BigInteger(SERIAL_NUMBER_BITS, random).setBit(0);
  }

  private static String pem(X509Certificate certificate) throws IOException {
    return write(certificate);
  }

  private static String pem(PrivateKey key) throws IOException {
    return write(new JcaPKCS8Generator(key, null));
  }

  private static String write(Object content) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(content);
    }
    return text.toString();
  }
}
