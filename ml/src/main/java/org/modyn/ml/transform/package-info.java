/**
 * The pipeline file's {@code transformations}: what happens to a parsed sample before it is part of
 * a batch. They run on the loader's threads, which there is one or more of for each training, so
 * that the training's own thread gets finished batches. Start with {@link
 * org.modyn.ml.transform.Transformations}.
 */
package org.modyn.ml.transform;
