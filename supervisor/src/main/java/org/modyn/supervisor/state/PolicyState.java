package org.modyn.supervisor.state;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Base64;

/** The state of a triggering policy, in the policy's own encoding. Immutable. */
public final class PolicyState {
  private final byte[] bytes;

  private PolicyState(byte[] bytes) {
    this.bytes = bytes;
  }

  public static PolicyState of(byte[] bytes) {
    return new PolicyState(requireNonNull(bytes, "bytes is null").clone());
  }

  /** Returns the state of a policy that has not seen a sample. */
  public static PolicyState initial() {
    return new PolicyState(new byte[0]);
  }

  @JsonCreator
  static PolicyState ofText(String base64) {
    return new PolicyState(Base64.getDecoder().decode(base64));
  }

  @JsonValue
  String text() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Returns whether the policy has not seen a sample. */
  public boolean isInitial() {
    return bytes.length == 0;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PolicyState state && Arrays.equals(bytes, state.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return text();
  }
}
