package io.tesela.client;

import io.tesela.domain.failure.TeselaException;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Refuses values of flags, in sentences that begin with the flag's name. */
public final class Flags {
    private Flags() {}

    /**
     * Returns the sentence with the flag before it, once.
     *
     * @param flag such as {@code --tiles}
     */
    public static String blame(String flag, String sentence) {
        return names(flag, sentence) ? "--" + sentence : flag + ": " + sentence;
    }

    /** Returns the first of these flags whose name the sentence begins with; empty if it is about none of them. */
    public static Optional<String> named(Collection<String> flags, String sentence) {
        return flags.stream().filter(flag -> names(flag, sentence)).findFirst();
    }

    /**
     * Returns what the value of a flag means.
     *
     * @throws ParameterException that names the flag, if the parser refuses the value
     */
    public static <T> T parsed(CommandSpec command, String flag, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (TeselaException | IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), blame(flag, String.valueOf(e.getMessage())), e);
        }
    }

    /**
     * Returns the value of a flag.
     *
     * @throws ParameterException that names the flag, if the value is not from {@code min} to {@code max}
     */
    public static int between(CommandSpec command, String flag, int value, int min, int max) {
        if (value < min || value > max) {
            throw new ParameterException(
                    command.commandLine(), flag + ": " + value + " (expected: " + min + " to " + max + ")");
        }
        return value;
    }

    /**
     * Returns the value of a flag.
     *
     * @throws ParameterException that names the flag, if the value is less than 1
     */
    public static <N extends Number> N positive(CommandSpec command, String flag, N value) {
        if (value.longValue() < 1) {
            throw new ParameterException(command.commandLine(), flag + ": " + value + " (expected: 1 or more)");
        }
        return value;
    }

    private static boolean names(String flag, String sentence) {
        return sentence.startsWith(flag.substring(2) + ": ");
    }
}
