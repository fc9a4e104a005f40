/**
 * How Modyn's servers and their clients talk. {@link org.modyn.common.grpc.GrpcServer} starts a
 * server with everything an operator expects (health, reflection, graceful shutdown), {@link
 * org.modyn.common.grpc.GrpcClient} is the one way to reach another server, {@link
 * org.modyn.common.grpc.Streams} sends long answers with back-pressure, and {@link
 * org.modyn.common.grpc.GrpcErrors} is the one place where exceptions become statuses and back.
 */
package org.modyn.common.grpc;
