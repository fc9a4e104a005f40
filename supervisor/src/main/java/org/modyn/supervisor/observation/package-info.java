/**
 * What triggering policies observe through the evaluator. {@link
 * org.modyn.supervisor.observation.EvaluatorServices} implements what the policies need: the
 * feature vectors of samples, and the performance of a model on samples. {@link
 * org.modyn.supervisor.observation.TriggerObservations} lists what a trigger will request, so that
 * it can be checked when a pipeline is submitted.
 */
package org.modyn.supervisor.observation;
