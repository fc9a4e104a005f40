package org.modyn.cli.report.log;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Why a policy has triggered: what it measured on the interval at whose end it did.
 *
 * @param entry of the log; its fields depend on the policy, see docs/TRIGGERS.md
 */
public record LoggedDecision(JsonNode entry) {
  private static final MathContext ROUNDED = new MathContext(4);

  public LoggedDecision {
    requireNonNull(entry, "entry is null");
  }

  /** The kind of the policy: {@code drift}, {@code performance}, {@code cost_aware}, ... */
  public String type() {
    return entry.path("type").asText();
  }

  /** One line for people: what was measured, and the limit where the log has one. */
  public String reason() {
    if (entry.path("is_warmup").booleanValue()) {
      return "warm-up";
    }
    List<String> parts = new ArrayList<>();
    entry.path("drift_results").properties().forEach(metric -> parts.add(drift(metric)));
    entry.path("policy_decisions").properties().forEach(part -> parts.add(decision(part)));
    entry
        .path("evaluation_scores")
        .properties()
        .forEach(score -> parts.add(score.getKey() + " " + number(score.getValue())));
    if (entry.path("num_misclassifications").asLong(-1) >= 0) {
      parts.add("misclassifications " + number(entry.get("num_misclassifications")));
    }
    if (entry.has("regret_in_traintime_unit")) {
      parts.add(
          "regret worth %s s of training, which takes %s s"
              .formatted(
                  number(entry.get("regret_in_traintime_unit")),
                  number(entry.path("traintime_estimate"))));
    }
    entry.path("subtrigger_decisions").properties().forEach(part -> parts.add(decision(part)));
    return parts.isEmpty() ? "nothing to compare with yet" : String.join("; ", parts);
  }

  private static String drift(Map.Entry<String, JsonNode> metric) {
    JsonNode result = metric.getValue();
    StringBuilder text = new StringBuilder(metric.getKey());
    text.append(result.path("is_drift").booleanValue() ? " drifts" : " does not drift");
    if (result.path("distance").isNumber()) {
      text.append(", distance ").append(number(result.get("distance")));
    }
    if (result.path("p_val").isNumber()) {
      text.append(", p-value ").append(number(result.get("p_val")));
    }
    if (result.path("threshold").isNumber()) {
      text.append(" (threshold ").append(number(result.get("threshold"))).append(')');
    }
    if (result.path("undefined_reason").isTextual()) {
      text.append(", ").append(result.get("undefined_reason").textValue());
    }
    return text.toString();
  }

  private static String decision(Map.Entry<String, JsonNode> part) {
    return part.getKey() + (part.getValue().booleanValue() ? ": yes" : ": no");
  }

  private static String number(JsonNode value) {
    return value.isFloatingPointNumber() && Double.isFinite(value.doubleValue())
        ? new BigDecimal(value.doubleValue(), ROUNDED).stripTrailingZeros().toPlainString()
        : value.asText();
  }
}
