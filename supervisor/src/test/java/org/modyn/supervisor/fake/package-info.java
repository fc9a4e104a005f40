/**
 * Small stand-ins for the servers that the supervisor talks to: real gRPC servers on loopback that
 * record what they are told and compute their answers.
 */
package org.modyn.supervisor.fake;
