package org.modyn.cli.command.server;

import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ServiceAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses {@code HOST:PORT}. */
final class AddressConverter implements ITypeConverter<ServiceAddress> {
  @Override
  public ServiceAddress convert(String value) {
    try {
      return ServiceAddress.parse(value);
    } catch (ModynException e) {
      TypeConversionException wrong = new TypeConversionException(e.getMessage());
      wrong.initCause(e);
      throw wrong;
    }
  }
}
