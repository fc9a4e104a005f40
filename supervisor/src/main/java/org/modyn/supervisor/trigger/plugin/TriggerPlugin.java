package org.modyn.supervisor.trigger.plugin;

import java.util.Map;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.trigger.TriggerContext;
import org.modyn.supervisor.trigger.TriggeringPolicy;

/**
 * Creates the triggering policies of a plugin. An implementation has a public constructor without
 * parameters. A supervisor creates an instance whenever it validates, starts or continues a
 * pipeline whose {@code trigger.id} names the class.
 */
@FunctionalInterface
public interface TriggerPlugin {
  /**
   * Creates a policy. When a pipeline is submitted, this is called to validate the options, with
   * the initial state and a context without servers; the policy is then not used. It should return
   * at once.
   *
   * @param options the section {@code trigger.config} of the pipeline file: null, Boolean, Long,
   *     BigInteger, Double, String, List and Map; unmodifiable, empty if the section is omitted
   * @param state what {@link TriggeringPolicy#state} of an earlier instance returned, or the
   *     initial state; the bytes may be those of an earlier version of the class
   * @throws IllegalArgumentException when an option is wrong, with a message for the user
   */
  TriggeringPolicy create(Map<String, Object> options, TriggerContext context, PolicyState state);
}
