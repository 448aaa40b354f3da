package io.tesela.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.tesela.client.Manual.Entry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

class ManPageTest {
    private final CommandLine client = ClientCommand.commandLine(new TestConsole(false, Map.of()).console());

    @Test
    void of_smallCommand_isThisPage() {
        assertThat(ManPage.of(small(), "1.0-x", manual())).isEqualTo("""
                        .TH "SMALL" 1 "" "Tesela 1.0\\-x" "Tesela"
                        .SH NAME
                        small \\- Is a command.
                        .SH SYNOPSIS
                        .PP
                        \\fBsmall\\fR [\\fIOPTION\\fR...] \\fICOMMAND\\fR
                        .SH OPTIONS
                        .SH COMMANDS
                        .SS "part"
                        .PP
                        \\fBsmall part\\fR \\fB\\-\\-how\\-much\\fR=\\fIN\\fR \\fIWHAT\\fR [\\fIOPTION\\fR...]
                        .PP
                        \\&.does a \\(dqpart\\epiece\\(dq of 5% it.
                        .TP
                        \\fIWHAT\\fR
                        Says what.
                        .TP
                        \\fB\\-\\-how\\-much\\fR=\\fIN\\fR
                        Says how much.
                        .SH EXIT STATUS
                        .SH ENVIRONMENT
                        .TP
                        \\fBHOW\\fR
                        Says how.
                        .SH FILES
                        .TP
                        \\fI.part\\fR
                        Is there.
                        .SH EXAMPLES
                        .TP
                        \\fB. <(small part \\-\\-how\\-much=5%)\\fR
                        Does it.
                        .SH SEE ALSO
                        big(1), bigger(1)
                        """);
    }

    @Test
    void of_client_hasEveryCommandWithItsFlags_andTheExitCodes() {
        String page = ManPage.of(client, "1.0", Manual.ofClient());

        assertThat(page.lines()).allMatch(line -> !line.contains("${") && !line.contains("null"));
        client.getSubcommands().values().stream()
                .distinct()
                .forEach(command -> assertThat(page).contains(".SS \"" + command.getCommandName() + "\"\n"));
        assertThat(page)
                .contains(
                        "\\fB\\-\\-watch\\fR\n",
                        "\\fB\\-\\-container\\fR=\\fImp4|fmp4\\fR\n",
                        ".TP\n\\fB130\\fR\ncancelled\n")
                .contains("(default: localhost)")
                .contains(
                        ".TP\n\\fBNO_COLOR\\fR\n",
                        ".TP\n\\fIout.mp4.part\\fR\n",
                        "client\\-cli status JOB \\-\\-watch\\fR\n")
                .endsWith(".SH SEE ALSO\nffmpeg(1), ffplay(1)\n");
    }

    /** A line that begins with a dot, within its font, is no request of troff. */
    private static Manual manual() {
        return new Manual(
                List.of(new Entry("HOW", "Says how.")),
                List.of(new Entry(".part", "Is there.")),
                List.of(new Entry(". <({} part --how-much=5%)", "Does it.")),
                List.of("big(1)", "bigger(1)"));
    }

    /** Returns a command whose texts begin and read like troff. */
    private static CommandLine small() {
        CommandSpec part = CommandSpec.create().name("part");
        part.usageMessage().description(".does a \"part\\piece\" of 5%% it.");
        part.addPositional(PositionalParamSpec.builder()
                .index("0")
                .paramLabel("WHAT")
                .description("Says what.")
                .build());
        part.addOption(OptionSpec.builder("--how-much")
                .required(true)
                .type(int.class)
                .paramLabel("N")
                .description("Says how much.")
                .build());
        CommandSpec small = CommandSpec.create().name("small").addSubcommand("part", part);
        small.usageMessage().description("Is a command.");
        small.addOption(OptionSpec.builder("--secret").hidden(true).build());
        return new CommandLine(small);
    }
}
