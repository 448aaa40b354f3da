package io.tesela.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules R1 to R12 of the architecture; the names of the tests say which. */
class ArchitectureTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/testkit/") && !location.contains("tesela-testkit"))
            .importPackages("io.tesela");

    private static final String[] ROLES = {
        "io.tesela.ingest..", "io.tesela.processor..", "io.tesela.assembler..", "io.tesela.client.."
    };

    /** Packages whose code is pure: no flow, no network, no log, no clock. */
    private static final String[] PURE = {
        "io.tesela.domain..",
        "io.tesela.mp4..",
        "io.tesela.filters..",
        "io.tesela.kafka.record..",
        "io.tesela.kafka.topic..",
        "io.tesela.assembler.join.."
    };

    private static final Set<String> ASYNC_OPERATORS = Set.of(
            "flatMap",
            "flatMapMany",
            "flatMapSequential",
            "concatMap",
            "switchMap",
            "subscribeOn",
            "publishOn",
            "delayElement");

    @Test
    void r1_domain_dependsOnTheJdkAndJSpecifyOnly() {
        classes()
                .that()
                .resideInAPackage("io.tesela.domain..")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("io.tesela.domain..", "java..", "org.jspecify.annotations.."))
                .check(PRODUCT);
    }

    @Test
    void r2_modules_haveNoCycles() {
        slices().matching("io.tesela.(*)..").should().beFreeOfCycles().check(PRODUCT);
    }

    /** Inside a module, too: a package can be read without those that use it. */
    @Test
    void r2_packages_haveNoCycles() {
        slices().matching("io.tesela.(**)").should().beFreeOfCycles().check(PRODUCT);
    }

    @Test
    void r2_roles_doNotSeeEachOther() {
        for (String role : ROLES) {
            String[] others =
                    Arrays.stream(ROLES).filter(other -> !other.equals(role)).toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(role)
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(others))
                    .orShould()
                    .dependOnClassesThat(resideInAPackage("io.tesela.standalone.."))
                    .check(PRODUCT);
        }
    }

    @Test
    void r3_client_seesDomainWireAndMp4Only() {
        noClasses()
                .that()
                .resideInAPackage("io.tesela.client..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "io.tesela.media..", "io.tesela.filters..", "io.tesela.kafka..", "io.tesela.telemetry.."))
                .check(PRODUCT);
    }

    @Test
    void r4_kafka_staysInItsPackages() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.tesela.kafka.reactor..")
                .should()
                .dependOnClassesThat(resideInAPackage("reactor.kafka.."))
                .check(PRODUCT);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.tesela.kafka..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.kafka.."))
                .check(PRODUCT);
    }

    @Test
    void r5_natives_stayInTheirPackages() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.tesela.filters..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.bytedeco.opencv.."))
                .check(PRODUCT);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.tesela.media.ffmpeg..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.bytedeco.ffmpeg.."))
                .check(PRODUCT);
    }

    @Test
    void r6_pureCode_usesNoFlowNetworkLogOrClock() {
        noClasses()
                .that(resideInAnyPackage(PURE))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("reactor..", "io.netty..", "org.slf4j..", "org.apache.logging.."))
                .orShould()
                .dependOnClassesThat(describe("read a clock", ArchitectureTest::isClock))
                .orShould(callMethodWhere(describe("read System's clock", ArchitectureTest::readsSystemClock)))
                .check(PRODUCT);
    }

    @Test
    void r7_blockAndSubscribe_atTheRimOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.tesela.standalone..", "io.tesela.client..", "io.tesela.bench..")
                .should(callMethodWhere(
                        describe("block on a publisher", call -> isReactor(call, "block", "blockOptional"))))
                .check(PRODUCT);
        noClasses()
                .that()
                .haveNameNotMatching("io\\.tesela\\.(ingest\\.Ingest|assembler\\.Assembler|processor\\.TileProcessor)")
                .and()
                .resideOutsideOfPackages(
                        "io.tesela.kafka..", "io.tesela.standalone..", "io.tesela.client..", "io.tesela.bench..")
                .should(callMethodWhere(describe("subscribe to a publisher", call -> isReactor(call, "subscribe"))))
                .check(PRODUCT);
    }

    @Test
    void r8_schedulers_areMadeInWiringCodeOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.tesela.standalone..", "io.tesela.client..", "io.tesela.bench..")
                .should()
                .callMethodWhere(describe("make a scheduler", ArchitectureTest::makesScheduler))
                .check(PRODUCT);
    }

    @Test
    void r9_chains_areFlat() {
        classes().should(notNestAsynchronousOperators()).check(PRODUCT);
    }

    @Test
    void r10_noStaticMutableState() {
        fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat(resideInAPackage("io.tesela.."))
                .should(new BeAConstant())
                .check(PRODUCT);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.micrometer.core.instrument.Metrics")
                .check(PRODUCT);
    }

    @Test
    void r11_everyPackage_isNullMarked() {
        for (JavaClass each : PRODUCT) {
            JavaPackage itsPackage = each.getPackage();
            assertThat(itsPackage.isAnnotatedWith(NullMarked.class))
                    .as("@NullMarked on package %s", itsPackage.getName())
                    .isTrue();
        }
    }

    @Test
    void r12_onlyTheClientPrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.tesela.client..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould(callMethodWhere(
                        describe("print a stack trace", call -> call.getName().equals("printStackTrace"))))
                .check(PRODUCT);
    }

    private static boolean isClock(JavaClass type) {
        return type.isEquivalentTo(java.time.Clock.class) || type.isEquivalentTo(java.util.Timer.class);
    }

    private static boolean readsSystemClock(JavaMethodCall call) {
        return call.getTargetOwner().isEquivalentTo(System.class)
                && Set.of("nanoTime", "currentTimeMillis").contains(call.getName());
    }

    private static boolean isReactor(JavaMethodCall call, String... names) {
        String owner = call.getTargetOwner().getFullName();
        return Set.of(names).contains(call.getName())
                && (owner.equals("reactor.core.publisher.Flux") || owner.equals("reactor.core.publisher.Mono"));
    }

    private static boolean makesScheduler(JavaMethodCall call) {
        String owner = call.getTargetOwner().getFullName();
        boolean makes = !call.getName().startsWith("on") && !call.getName().equals("immediate");
        return (owner.equals("reactor.core.scheduler.Schedulers") && makes)
                || owner.equals("java.util.concurrent.Executors");
    }

    /** One asynchronous operator inside another's lambda hides a chain that deserves a name. */
    private static ArchCondition<JavaClass> notNestAsynchronousOperators() {
        return new ArchCondition<>("not nest one asynchronous operator inside another") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMethodCallsFromSelf().stream()
                        .filter(call -> call.isDeclaredInLambda() && ASYNC_OPERATORS.contains(call.getName()))
                        .filter(call -> call.getTargetOwner().getPackageName().startsWith("reactor.core"))
                        .forEach(call -> events.add(SimpleConditionEvent.violated(
                                call, call.getDescription() + ": make it a method that returns Mono or Flux")));
            }
        };
    }
}
