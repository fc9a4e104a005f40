/**
 * Small stand-ins for the servers that the supervisor talks to: real gRPC servers on loopback that
 * record the calls that they receive and compute their answers.
 */
package org.modyn.supervisor.fake;
