/**
 * Files of trained samples: what a training recorded about each sample that it trained on, in the
 * order of the training.
 *
 * <pre>
 * trainer server --TrainedSamplesWriter--> file --StoreModel--> model storage --TrainedSamplesReader-->
 * </pre>
 *
 * <p>{@link org.modyn.common.trained.TrainedSamplesFormat} documents the file byte by byte.
 */
package org.modyn.common.trained;
