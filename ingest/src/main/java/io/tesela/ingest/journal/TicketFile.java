package io.tesela.ingest.journal;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The ticket of one job on disk, as JSON.
 *
 * <ul>
 *   <li><b>Threads:</b> one at a time; blocks on the disk.
 *   <li><b>Errors:</b> the disk's, and that a file is no ticket.
 * </ul>
 */
public final class TicketFile {
    /** Never changed after this line. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path path;

    public TicketFile(Path path) {
        this.path = path;
    }

    /** Returns the ticket. */
    public Ticket read() throws IOException {
        Ticket ticket;
        try {
            ticket = MAPPER.readValue(Files.readAllBytes(path), Ticket.class);
        } catch (JacksonException e) {
            throw new IOException(path + ": no ticket of a job (expected: the JSON of one)", e);
        }
        if (ticket == null) {
            throw new IOException(path + ": null (expected: the JSON of a ticket)");
        }
        return ticket;
    }

    /** Writes the ticket in the place of the one that is there; at any moment one of them is whole. */
    public void write(Ticket ticket) throws IOException {
        SafeFile.write(path, MAPPER.writeValueAsBytes(ticket));
    }
}
