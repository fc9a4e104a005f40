package org.modyn.modelstorage.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.modyn.common.error.ModynException;
import org.modyn.modelstorage.model.Sha256;
import org.modyn.modelstorage.store.ModelContents.ModelDamage;

/**
 * The content of a model, whose checksum is verified at the end. Throws {@link ModynException}
 * instead of {@link IOException}, so that the file is named in which the damage is, also when the
 * model is read as the base of others. Not thread safe.
 */
final class VerifiedModelStream extends InputStream {
  private final InputStream content;
  private final Sha256 checksum;
  private final ModelDamage damage;
  private final MessageDigest digest = Sha256.newDigest();
  private boolean verified;

  VerifiedModelStream(InputStream content, Sha256 checksum, ModelDamage damage) {
    this.content = requireNonNull(content, "content is null");
    this.checksum = requireNonNull(checksum, "checksum is null");
    this.damage = requireNonNull(damage, "damage is null");
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    try {
      int count = content.read(target, offset, length);
      if (count < 0) {
        verify();
      } else {
        digest.update(target, offset, count);
      }
      return count;
    } catch (IOException e) {
      throw damage.exception(e);
    }
  }

  private void verify() {
    if (verified) {
      return;
    }
    Sha256 actual = Sha256.of(digest);
    if (!actual.equals(checksum)) {
      throw damage.exception(
          "its SHA-256 checksum is %s instead of %s".formatted(actual, checksum), null);
    }
    verified = true;
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
