/**
 * The gRPC communication between Modyn's servers and their clients. {@link
 * org.modyn.common.grpc.GrpcServer} runs a server with health checks, reflection and graceful
 * shutdown, {@link org.modyn.common.grpc.GrpcClient} is the channel to another server, {@link
 * org.modyn.common.grpc.Streams} sends long responses with flow control, and {@link
 * org.modyn.common.grpc.GrpcErrors} maps exceptions to statuses and back.
 */
package org.modyn.common.grpc;
