package io.tesela.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Takes defaults from the environment: {@code TESELA_MAX_DEGRADED} for {@code --max-degraded}. */
public final class EnvironmentDefaults implements IDefaultValueProvider {
    private final Map<String, String> environment;

    /** @param environment of the process */
    public EnvironmentDefaults(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
            return null;
        }
        for (String name : option.names()) {
            String value = environment.get(ConfigFile.variableOf(name.replaceFirst("^-+", "")));
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
