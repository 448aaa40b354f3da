package io.tesela.kafka.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.invoke.MethodType;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.kafka.receiver.KafkaReceiver;

/**
 * Reactor Kafka is discontinued and was compiled against older clients: whatever it calls of ours must exist, since a missing
 * method would not fail but hang.
 */
class LinkTest {
    /** Reached only through the deprecated {@code TransactionManager.sendOffsets(Map, String)}, which nobody here calls. */
    private static final String KNOWN_MISSING =
            "org.apache.kafka.clients.producer.Producer sendOffsetsToTransaction(Ljava/util/Map;Ljava/lang/String;)V";

    @Test
    void reactorKafka_everyReferenceToTheKafkaClients_resolves() throws Exception {
        // Given
        Set<String> references = referencesOfReactorKafka();
        assertThat(references).hasSizeGreaterThan(60);

        // When
        List<String> missing =
                references.stream().filter(reference -> !resolves(reference)).toList();

        // Then
        assertThat(missing).containsExactly(KNOWN_MISSING);
    }

    private static Set<String> referencesOfReactorKafka() throws IOException, URISyntaxException {
        Path jar = Path.of(KafkaReceiver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Set<String> references = new TreeSet<>();
        try (JarFile opened = new JarFile(jar.toFile())) {
            List<JarEntry> classes = opened.stream()
                    .filter(entry -> entry.getName().endsWith(".class"))
                    .toList();
            for (JarEntry entry : classes) {
                try (var stream = opened.getInputStream(entry)) {
                    addReferences(stream.readAllBytes(), references);
                }
            }
        }
        return references;
    }

    /** Source: Java Virtual Machine Specification, 4.4, the constant pool. */
    private static void addReferences(byte[] classFile, Set<String> references) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
        in.skipNBytes(8);
        int count = in.readUnsignedShort();
        String[] texts = new String[count];
        int[][] entries = new int[count][];
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            entries[i] = new int[] {tag, 0, 0};
            switch (tag) {
                case 1 -> texts[i] = in.readUTF();
                case 7, 8, 16, 19, 20 -> entries[i][1] = in.readUnsignedShort();
                case 9, 10, 11, 12, 17, 18 -> {
                    entries[i][1] = in.readUnsignedShort();
                    entries[i][2] = in.readUnsignedShort();
                }
                case 15 -> in.skipNBytes(3);
                case 5, 6 -> {
                    in.skipNBytes(8);
                    i++;
                }
                default -> in.skipNBytes(4);
            }
        }
        for (int[] entry : entries) {
            if (entry != null && entry[0] >= 9 && entry[0] <= 11) {
                String owner = texts[entries[entry[1]][1]];
                int[] nameAndType = entries[entry[2]];
                if (owner.startsWith("org/apache/kafka/")) {
                    references.add(owner.replace('/', '.') + " " + texts[nameAndType[1]] + texts[nameAndType[2]]);
                }
            }
        }
    }

    private static boolean resolves(String reference) {
        int space = reference.indexOf(' ');
        String owner = reference.substring(0, space);
        String member = reference.substring(space + 1);
        try {
            Class<?> type = Class.forName(owner, false, LinkTest.class.getClassLoader());
            return members(type).anyMatch(member::equals);
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Returns name and descriptor of everything that can be referred to through a type. */
    private static Stream<String> members(Class<?> type) {
        Stream<String> fields = Arrays.stream(type.getDeclaredFields())
                .map(field -> field.getName() + field.getType().descriptorString());
        Stream<String> methods = Arrays.stream(type.getDeclaredMethods())
                .map(method -> method.getName()
                        + MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                                .toMethodDescriptorString());
        Stream<String> constructors = Arrays.stream(type.getDeclaredConstructors())
                .map(constructor -> "<init>"
                        + MethodType.methodType(void.class, constructor.getParameterTypes())
                                .toMethodDescriptorString());
        Stream<Class<?>> parents = Stream.concat(
                Stream.<Class<?>>ofNullable(type.isInterface() ? Object.class : type.getSuperclass()),
                Arrays.stream(type.getInterfaces()));
        return Stream.of(fields, methods, constructors, parents.flatMap(LinkTest::members))
                .flatMap(Function.identity());
    }
}
