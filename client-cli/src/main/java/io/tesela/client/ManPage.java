package io.tesela.client;

import io.tesela.client.Manual.Entry;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes the manual page of a command with all its sub-commands, from what its own help is made of and its {@link Manual}; a
 * pure function.
 *
 * <p><b>Source:</b> man(7) of groff for the macros, man-pages(7) for the sections.
 */
public final class ManPage {
    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    /**
     * Returns the page as troff.
     *
     * @param line a command with sub-commands
     * @param version of the command
     * @param manual what else there is to say
     */
    public static String of(CommandLine line, String version, Manual manual) {
        return new ManPage().write(line.getCommandSpec(), version, manual);
    }

    private String write(CommandSpec command, String version, Manual manual) {
        macro(".TH \"" + roff(command.name().toUpperCase(Locale.ROOT)) + "\" 1 \"\" \"Tesela " + roff(version)
                + "\" \"Tesela\"");
        macro(".SH NAME");
        text(command.name() + " - " + description(command));
        macro(".SH SYNOPSIS");
        synopsis(command);
        macro(".SH OPTIONS");
        command.options().forEach(this::option);
        macro(".SH COMMANDS");
        command.subcommands().values().stream().distinct().forEach(sub -> command(sub.getCommandSpec()));
        macro(".SH EXIT STATUS");
        command.usageMessage().exitCodeList().forEach((code, meaning) -> item(bold(code), meaning));
        section("ENVIRONMENT", manual.environment(), ManPage::bold);
        section("FILES", manual.files(), ManPage::italic);
        section(
                "EXAMPLES",
                manual.examples().stream()
                        .map(entry -> entry.in(command.name()))
                        .toList(),
                ManPage::bold);
        macro(".SH SEE ALSO");
        text(String.join(", ", manual.seeAlso()));
        return page.toString();
    }

    private void command(CommandSpec command) {
        macro(".SS \"" + roff(command.name()) + "\"");
        synopsis(command);
        macro(".PP");
        text(description(command));
        command.positionalParameters().forEach(this::parameter);
        command.options().stream().filter(option -> !isEverywhere(option)).forEach(this::option);
    }

    /** Of each command, and said of the whole. */
    private static boolean isEverywhere(OptionSpec option) {
        return option.usageHelp() || option.versionHelp() || option.inherited();
    }

    private void synopsis(CommandSpec command) {
        boolean hasCommands = !command.subcommands().isEmpty();
        String required = command.options().stream()
                .filter(OptionSpec::required)
                .map(ManPage::named)
                .collect(Collectors.joining(" "));
        String parameters = command.positionalParameters().stream()
                .map(parameter -> italic(parameter.paramLabel()))
                .collect(Collectors.joining(" "));
        String words = Stream.of(
                        bold(command.qualifiedName()),
                        required,
                        parameters,
                        "[" + italic("OPTION") + "...]",
                        hasCommands ? italic("COMMAND") : "")
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
        macro(".PP");
        macro(words);
    }

    private void option(OptionSpec option) {
        if (!option.hidden()) {
            item(named(option), option);
        }
    }

    private void parameter(PositionalParamSpec parameter) {
        item(italic(parameter.paramLabel()), parameter);
    }

    private void section(String title, List<Entry> entries, UnaryOperator<String> font) {
        macro(".SH " + title);
        entries.forEach(entry -> item(font.apply(entry.name()), entry.meaning()));
    }

    private void item(String name, ArgSpec argument) {
        item(name, String.join(" ", argument.description()));
    }

    private void item(String name, String meaning) {
        macro(".TP");
        macro(name);
        text(meaning);
    }

    private static String named(OptionSpec option) {
        String names = Stream.of(option.names()).map(ManPage::bold).collect(Collectors.joining(", "));
        return option.arity().max() == 0 ? names : names + "=" + italic(option.paramLabel());
    }

    private static String description(CommandSpec command) {
        return String.join(" ", List.of(command.usageMessage().description()));
    }

    private static String bold(String text) {
        return "\\fB" + roff(text) + "\\fR";
    }

    private static String italic(String text) {
        return "\\fI" + roff(text) + "\\fR";
    }

    /** A line of text that begins like a request of troff is none; texts for help are formats. */
    private void text(String format) {
        String text = format.replace("%n", " ").replace("%%", "%");
        macro((text.startsWith(".") || text.startsWith("'") ? "\\&" : "") + roff(text));
    }

    private void macro(String line) {
        page.append(line).append('\n');
    }

    /** An unescaped hyphen may become another character, which nobody could copy to a command line. */
    private static String roff(String text) {
        return text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("\"", "\\(dq")
                .replaceAll("\\s+", " ");
    }
}
