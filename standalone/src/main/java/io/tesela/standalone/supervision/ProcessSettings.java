package io.tesela.standalone.supervision;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@link ProcessService} runs.
 *
 * @param data where broker and ingest keep their files
 * @param temporary whether those go with the service
 * @param host address of all HTTP routes
 * @param kafkaPort of the broker; 0 for any free one
 * @param port for clients; 0 for any free one
 * @param previewPort of the ingest's HTTP routes; 0 for any free one
 * @param processors how many tile processors; 1 or more
 * @param flags of the children
 */
public record ProcessSettings(
        Path data,
        boolean temporary,
        String host,
        int kafkaPort,
        int port,
        int previewPort,
        int processors,
        RoleFlags flags) {
    public ProcessSettings {
        if (processors < 1) {
            throw new IllegalArgumentException("processors: " + processors + " (expected: 1 or more)");
        }
    }

    /** Flags that a child gets of those given to its parent. */
    @FunctionalInterface
    public interface RoleFlags {
        /**
         * Returns them, without those that say where the child is and whom it finds where.
         *
         * @param role the sub-command
         * @param name of the child
         */
        List<String> of(String role, String name);
    }
}
