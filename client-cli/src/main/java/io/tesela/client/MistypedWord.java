package io.tesela.client;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says which word of a command line is unknown, and which one was probably meant. */
final class MistypedWord {
    /** A word that is longer or shorter by more than that is another word. */
    private static final int MOST_LETTERS_MORE = 2;

    private final CommandLine command;
    private final String word;

    private MistypedWord(CommandLine command, String word) {
        this.command = command;
        this.word = word;
    }

    /**
     * Returns the sentence about the word that nothing is known of; empty if the refusal is about something else.
     *
     * <p>A flag that is misspelt is missing, too: what is said is that it is misspelt.
     */
    static Optional<String> of(ParameterException refused) {
        boolean unknown = refused instanceof UnmatchedArgumentException || refused instanceof MissingParameterException;
        CommandLine command = refused.getCommandLine();
        List<String> words = command.getUnmatchedArguments();
        return unknown && !words.isEmpty()
                ? Optional.of(new MistypedWord(command, culprit(command, words)).sentence())
                : Optional.empty();
    }

    /** What follows an unknown command are its flags; what surrounds an unknown flag are its value, and what that displaced. */
    private static String culprit(CommandLine command, List<String> words) {
        String first = words.get(0);
        return hasCommands(command)
                ? first
                : words.stream().filter(MistypedWord::isFlag).findFirst().orElse(first);
    }

    private String sentence() {
        String name = command.getCommandSpec().qualifiedName();
        if (isFlag(word)) {
            return word + ": unknown" + guess() + " (expected: a flag of " + name + ")";
        }
        return hasCommands(command)
                ? "unknown command: " + word + guess() + " (expected: one of " + commands() + ")"
                : "unexpected argument: " + word + " (expected: a flag before it)";
    }

    /** Returns each once: the map has aliases as well. */
    private String commands() {
        return command.getSubcommands().values().stream()
                .map(CommandLine::getCommandName)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private String guess() {
        return new UnmatchedArgumentException(command, List.of(word))
                .getSuggestions().stream()
                        .filter(this::isClose)
                        .findFirst()
                        .map(meant -> ", did you mean " + meant + "?")
                        .orElse("");
    }

    /** Picocli suggests whatever shares two letters; who mistypes a word mostly begins it right. */
    private boolean isClose(String suggestion) {
        return Math.abs(suggestion.length() - word.length()) <= MOST_LETTERS_MORE
                && initial(suggestion).equals(initial(word));
    }

    private static String initial(String word) {
        String letters = word.replaceFirst("^-+", "");
        return letters.substring(0, Math.min(1, letters.length()));
    }

    private static boolean isFlag(String word) {
        return word.startsWith("-");
    }

    private static boolean hasCommands(CommandLine command) {
        return !command.getSubcommands().isEmpty();
    }
}
