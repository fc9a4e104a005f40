/**
 * What every server needs and none of them owns: configuration ({@code config}), the bootstrap of
 * gRPC servers and channels ({@code grpc}) and of the database ({@code database}), the categories
 * of errors ({@code error}), the builtin call syntax of pipeline files ({@code function}) and the
 * codec that moves samples ({@code sample}).
 */
package org.modyn.common;
