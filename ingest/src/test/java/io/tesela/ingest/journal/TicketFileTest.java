package io.tesela.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.job.OnMissing;
import io.tesela.domain.tile.TileGrid;
import io.tesela.wire.ClientMessage.Container;
import io.tesela.wire.ClientMessage.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TicketFileTest {
    private static final Ticket TICKET = new Ticket(
            Ticket.VERSION,
            Mode.FILE,
            "a \"name\" with\nwhatever ü",
            new Ticket.Media(12, 34),
            null,
            "canny:50:150,blur:3",
            new TileGrid(4, 3),
            EncoderSettings.DEFAULT,
            Container.MP4,
            OnMissing.FAIL,
            "127.0.0.1",
            1_700_000_000_000L,
            false,
            null);

    @TempDir
    Path folder;

    @Test
    void read_whatWasWrittenLast_isTheSame() throws IOException {
        // Given
        TicketFile file = new TicketFile(folder.resolve("ticket.json"));
        Ticket later = TICKET.withDetached().with(new Ticket.Uploaded(77, "ab"));

        // When
        file.write(TICKET);

        // Then
        assertThat(file.read()).isEqualTo(TICKET);

        // When
        file.write(later);

        // Then
        assertThat(file.read()).isEqualTo(later);
        assertThat(folder.toFile().list()).as("nothing beside it").containsExactly("ticket.json");
    }

    @Test
    void read_layout_isTheOneThatFormerLivesWrote() throws IOException {
        // Given
        Path path = folder.resolve("ticket.json");
        Files.writeString(path, """
                {"version":1,"name":"v","size":9,"filters":"blur:3","tiles":{"columns":4,"rows":3},\
                "encoder":{"codec":"h264","encoder":"auto","preset":"veryfast","crf":23},"container":"FMP4","on_missing":"WAIT",\
                "client":"::1","started_ms":5,"detached":true,"upload":{"bytes":9,"sha256":"ab"},"later":1}""");

        // When
        Ticket ticket = new TicketFile(path).read();

        // Then
        assertThat(ticket)
                .isEqualTo(new Ticket(
                        1,
                        null,
                        "v",
                        null,
                        9L,
                        "blur:3",
                        new TileGrid(4, 3),
                        EncoderSettings.DEFAULT,
                        Container.FMP4,
                        OnMissing.WAIT,
                        "::1",
                        5,
                        true,
                        new Ticket.Uploaded(9, "ab")));
    }

    @Test
    void read_whatIsNone_isRefused() throws IOException {
        for (String content : new String[] {"", "null", "{", "[]", "{\"version\":2}"}) {
            Path path = folder.resolve("ticket.json");
            Files.writeString(path, content);

            assertThatThrownBy(() -> new TicketFile(path).read())
                    .as(content)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("ticket.json");
        }
    }
}
