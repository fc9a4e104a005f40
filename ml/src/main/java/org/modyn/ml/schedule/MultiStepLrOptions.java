package org.modyn.ml.schedule;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Name;
import org.modyn.ml.optimizer.Optimizer;

/**
 * The options and the formula of {@code torch.optim.lr_scheduler.MultiStepLR}. A milestone that is
 * listed several times counts as often.
 */
@Name("MultiStepLR")
@Description("Multiplies the learning rate by gamma at each milestone")
public record MultiStepLrOptions(
    @Description("Steps after which the learning rate changes") @Example("[10, 20]")
        List<Integer> milestones,
    @Description("Factor of a change") @Default("0.1") double gamma,
    @Description("Only -1: the schedule starts with the first step") @Constant("-1") long lastEpoch)
    implements ScheduleOptions {
  public MultiStepLrOptions {
    milestones = List.copyOf(milestones);
  }

  @Override
  public LearningRateSchedule create(List<Optimizer> optimizers) {
    Map<Long, Long> counts =
        milestones.stream()
            .collect(Collectors.groupingBy(Integer::longValue, Collectors.counting()));
    return RateSchedule.of(
        optimizers,
        (step, group, former, initial) ->
            counts.containsKey(step) ? former * Math.pow(gamma, counts.get(step)) : former);
  }
}
