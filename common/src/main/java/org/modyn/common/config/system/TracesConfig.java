package org.modyn.common.config.system;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;

/**
 * Traces of triggers, sent by OpenTelemetry's protocol.
 *
 * @param endpoint without path; spans are posted to its {@code /v1/traces}
 */
@Description("Traces of triggers, sent by OpenTelemetry's protocol")
public record TracesConfig(
    @Description("Address of an OpenTelemetry collector, http://HOST:4318; OTLP over HTTP")
        @Example("http://localhost:4318")
        HttpUrl endpoint,
    @Description("Share of the triggers that are traced, 0 to 1")
        @Default("1.0")
        @Minimum(0)
        @Maximum(1)
        double sampleRatio) {}
