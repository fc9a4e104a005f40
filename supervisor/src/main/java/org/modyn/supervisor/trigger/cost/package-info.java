/**
 * Triggers that weigh the cost of a training against that of none. {@link
 * org.modyn.supervisor.trigger.cost.CostPolicy} triggers when the accumulated regret, such as the
 * time that samples have waited for a training, outweighs the estimated duration of a training.
 */
package org.modyn.supervisor.trigger.cost;
