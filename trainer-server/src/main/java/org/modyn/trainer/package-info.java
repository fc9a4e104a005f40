/**
 * The trainer server: trains models on trigger training sets, with samples from storage, and sends
 * them to the model storage. {@link org.modyn.trainer.TrainerServer} wires it, {@link
 * org.modyn.trainer.TrainerService} is its gRPC face, {@code job} does the work.
 */
package org.modyn.trainer;
