/**
 * The trainer server: trains models on trigger training sets, with samples from storage, and sends
 * them to the model storage. {@link org.modyn.trainer.TrainerServer} wires the parts, {@link
 * org.modyn.trainer.TrainerService} is the gRPC service, {@code job} runs the trainings.
 */
package org.modyn.trainer;
