/**
 * The library that all servers share: configuration ({@code config}), the bootstrap of gRPC servers
 * and channels ({@code grpc}) and of the database ({@code database}), error categories ({@code
 * error}), the builtin call syntax of pipeline files ({@code function}) and the codec of samples
 * ({@code sample}).
 */
package org.modyn.common;
