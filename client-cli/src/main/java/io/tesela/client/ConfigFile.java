package io.tesela.client;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The flag {@code --config FILE}: properties whose names are those of flags, such as {@code max-degraded=3}.
 *
 * <p>A flag that is given wins over the environment, that over the file.
 */
public class ConfigFile {
    private static final String FLAG = "--config";

    // Read by hand before picocli sees the flags, since defaults must be there by then; declared here for its help.
    @Option(
            names = FLAG,
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Properties to take flags from that are not given, such as max-degraded=3.")
    private Path unused = Path.of("");

    /**
     * Returns the environment with what the file adds to it.
     *
     * @throws IllegalArgumentException with a sentence, if the file cannot be read
     */
    static Map<String, String> extend(Map<String, String> environment, String... args) {
        Optional<String> name = nameIn(args).or(() -> Optional.ofNullable(environment.get("TESELA_CONFIG")));
        if (name.isEmpty()) {
            return environment;
        }
        Map<String, String> extended = new HashMap<>();
        Properties properties = read(name.get());
        for (String flag : properties.stringPropertyNames()) {
            extended.put(variableOf(flag), properties.getProperty(flag));
        }
        extended.putAll(environment);
        return extended;
    }

    /** Returns the variable that stands for a flag: {@code TESELA_MAX_DEGRADED} for {@code max-degraded}. */
    static String variableOf(String flag) {
        return "TESELA_" + flag.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static Optional<String> nameIn(String... args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].startsWith(FLAG + "=")) {
                return Optional.of(args[i].substring(FLAG.length() + 1));
            }
            if (args[i].equals(FLAG) && i + 1 < args.length) {
                return Optional.of(args[i + 1]);
            }
        }
        return Optional.empty();
    }

    private static Properties read(String name) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(name), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(FLAG + ": " + name + " (expected: a readable properties file)", e);
        }
        return properties;
    }
}
