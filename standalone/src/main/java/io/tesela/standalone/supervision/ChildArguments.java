package io.tesela.standalone.supervision;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arguments of each child, which are the same in all its lives: once it has announced a port, it is told to take that one.
 *
 * @param settings of the service
 */
record ChildArguments(ProcessSettings settings) {
    private static final String LOOPBACK = "127.0.0.1";
    /** Beside the folder of jobs, which an ingest makes itself. */
    private static final String BROKER_FOLDER = "tesela-broker";

    private static final String JOBS_FOLDER = "tesela-jobs";

    /** Returns those of the broker. */
    List<String> broker(Optional<Announcement> known, int failedStarts) {
        List<String> arguments = child("broker", "broker");
        arguments.add("--bind=" + LOOPBACK);
        arguments.add("--advertise=" + LOOPBACK);
        arguments.add("--port=" + known.map(Announcement::port).orElse(settings.kafkaPort()));
        arguments.add("--data=" + settings.data().resolve(BROKER_FOLDER));
        addMetrics(arguments, known, failedStarts);
        addDiscard(arguments, BROKER_FOLDER);
        return arguments;
    }

    /** Returns where a broker that announced itself is. */
    static String kafka(Announcement broker) {
        return LOOPBACK + ":" + broker.port();
    }

    /** Returns those of the ingest. */
    List<String> ingest(Announcement broker, Optional<Announcement> known) {
        List<String> arguments = child("ingest", "ingest");
        arguments.add("--kafka=" + kafka(broker));
        arguments.add("--id=ingest-1");
        arguments.add("--port=" + known.map(Announcement::port).orElse(settings.port()));
        arguments.add("--preview-port=" + known.map(Announcement::httpPort).orElse(settings.previewPort()));
        arguments.add("--data=" + settings.data());
        addDiscard(arguments, JOBS_FOLDER);
        return arguments;
    }

    /** Returns those of the assembler. */
    List<String> assembler(Announcement broker, Optional<Announcement> known, int failedStarts) {
        List<String> arguments = stateless("assembler", "assembler", broker, known, failedStarts);
        arguments.add("--id=assembler-1");
        return arguments;
    }

    /** Returns those of a tile processor. */
    List<String> processor(String name, Announcement broker, Optional<Announcement> known, int failedStarts) {
        List<String> arguments = stateless("tile-processor", name, broker, known, failedStarts);
        arguments.add("--id=" + name);
        return arguments;
    }

    private List<String> stateless(
            String role, String name, Announcement broker, Optional<Announcement> known, int failedStarts) {
        List<String> arguments = child(role, name);
        arguments.add("--kafka=" + kafka(broker));
        addMetrics(arguments, known, failedStarts);
        return arguments;
    }

    private List<String> child(String role, String name) {
        List<String> arguments = new ArrayList<>(List.of(role));
        arguments.addAll(settings.flags().of(role, name));
        arguments.add("--supervised");
        return arguments;
    }

    /** Nobody asked for this very port: if it cannot be had again, any will do. */
    private void addMetrics(List<String> arguments, Optional<Announcement> known, int failedStarts) {
        int port = failedStarts > 0 ? 0 : known.map(Announcement::httpPort).orElse(0);
        arguments.add("--metrics-host=" + settings.host());
        arguments.add("--metrics-port=" + port);
    }

    /** What the parent would have deleted is the child's to delete if the parent cannot. */
    private void addDiscard(List<String> arguments, String folder) {
        if (settings.temporary()) {
            arguments.add("--discard=" + settings.data().resolve(folder));
        }
    }
}
