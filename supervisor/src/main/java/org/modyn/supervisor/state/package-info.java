/**
 * The state machine of pipelines, without any input or output.
 *
 * <p>A {@link org.modyn.supervisor.state.PipelinePosition} is all that is known about a running
 * pipeline. {@link org.modyn.supervisor.state.PipelineStateMachine} derives from it the next {@link
 * org.modyn.supervisor.state.Step}, and from the {@link org.modyn.supervisor.state.StepResult} of
 * that step the next position, together with the rows of the log and the events that belong to it.
 * The driver in {@code org.modyn.supervisor.pipeline} runs the steps and stores each position with
 * its records in one transaction. A pipeline whose process died continues from its last stored
 * position: it repeats the steps since then, and each step is idempotent at its server.
 *
 * <p>The state machine has a part for each level of the data, from the outside in: {@link
 * org.modyn.supervisor.state.PageStates}, {@link org.modyn.supervisor.state.BatchStates} and {@link
 * org.modyn.supervisor.state.TriggerStates}.
 *
 * <pre>
 *  START ──▶ FETCH ──▶ DECIDE ──▶ INFORM ──▶ (next batch: DECIDE, next page: FETCH)
 *             │ ▲        │ ▲
 *    no data, │ │        │ └───────────────────────────────┐ no training set, or done
 *    follow   ▼ │        ▼                                 │
 *            AWAIT    TRIGGER ──▶ TRAIN ──▶ STORE ──▶ EVALUATE
 *             │                     ▲         │
 *             │ end of the replay   └─────────┘ the trainer server has lost the training
 *             ▼
 *        EVALUATE_ALL ──▶ FINISH
 * </pre>
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>step</th><th>idempotent because</th></tr>
 * <tr><td>START</td><td>waits for the servers, counts the samples</td><td>it only reads</td></tr>
 * <tr><td>FETCH</td><td>reads a page of samples after the last one</td><td>it only reads</td></tr>
 * <tr><td>AWAIT_DATA</td><td>waits for new samples</td><td>it only reads</td></tr>
 * <tr><td>DECIDE</td><td>asks the triggering policy about the rest of a batch</td>
 *     <td>the state of the policy is part of the position</td></tr>
 * <tr><td>INFORM</td><td>sends samples to the selector</td>
 *     <td>they carry the position of the first one</td></tr>
 * <tr><td>TRIGGER</td><td>sends samples and makes a training set</td>
 *     <td>it carries the id of the trigger</td></tr>
 * <tr><td>TRAIN</td><td>starts a training and waits for it</td><td>it has a request id</td></tr>
 * <tr><td>STORE</td><td>stores the model</td>
 *     <td>model storage registers one model per request id</td></tr>
 * <tr><td>EVALUATE, EVALUATE_ALL</td><td>evaluates models</td>
 *     <td>results that are stored are not computed again</td></tr>
 * <tr><td>FINISH</td><td>writes the log and the results to files</td>
 *     <td>the files are replaced</td></tr>
 * </table>
 */
package org.modyn.supervisor.state;
