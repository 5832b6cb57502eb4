"""What we use of Kubernetes' own kinds: a field that is not here is a typing error, or needs a line."""

from typing import Any

Schema = dict[str, Any]
_TEXT, _NUMBER, _TRUTH = {"type": "string"}, {"type": "integer", "minimum": 0}, {"type": "boolean"}
_LABELS: Schema = {"type": "object", "additionalProperties": _TEXT}


def _object(*required: str, **properties: Schema) -> Schema:
    """Exactly these properties; those named first must be there."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of, "minItems": 1}


_SELECTOR = _object("matchLabels", matchLabels=_LABELS)
_PORT: Schema = {"type": ["string", "integer"]}
_PROBE = _object(
    "httpGet",
    httpGet=_object("path", "port", path=_TEXT, port=_PORT),
    periodSeconds=_NUMBER,
    timeoutSeconds=_NUMBER,
    failureThreshold=_NUMBER,
)
_SOURCE = _object("name", name=_TEXT)
_AMOUNTS = _object(cpu=_TEXT, memory=_TEXT)
_CONTAINER = _object(
    "name",
    "image",
    "command",
    "securityContext",
    "resources",
    name=_TEXT,
    image=_TEXT,
    command=_list(_TEXT),
    envFrom=_list(_object(configMapRef=_SOURCE, secretRef=_SOURCE)),
    ports=_list(_object("name", "containerPort", name=_TEXT, containerPort=_NUMBER)),
    startupProbe=_PROBE,
    livenessProbe=_PROBE,
    readinessProbe=_PROBE,
    lifecycle=_object("preStop", preStop=_object("exec", exec=_object("command", command=_list(_TEXT)))),
    securityContext=_object(
        "allowPrivilegeEscalation",
        "readOnlyRootFilesystem",
        "capabilities",
        allowPrivilegeEscalation={"const": False},
        readOnlyRootFilesystem={"const": True},
        capabilities=_object("drop", drop={"const": ["ALL"]}),
    ),
    resources=_object("requests", "limits", requests=_AMOUNTS, limits=_AMOUNTS),
    volumeMounts=_list(_object("name", "mountPath", name=_TEXT, mountPath=_TEXT)),
)
_POD = _object(
    "containers",
    "securityContext",
    "automountServiceAccountToken",
    "enableServiceLinks",
    automountServiceAccountToken={"const": False},
    enableServiceLinks={"const": False},
    terminationGracePeriodSeconds=_NUMBER,
    securityContext=_object(
        "runAsNonRoot",
        "runAsUser",
        "seccompProfile",
        runAsNonRoot={"const": True},
        runAsUser={"type": "integer", "minimum": 1},
        runAsGroup=_NUMBER,
        fsGroup=_NUMBER,
        seccompProfile=_object("type", type={"const": "RuntimeDefault"}),
    ),
    topologySpreadConstraints=_list(
        _object(
            "maxSkew",
            "topologyKey",
            "whenUnsatisfiable",
            maxSkew=_NUMBER,
            topologyKey=_TEXT,
            whenUnsatisfiable={"enum": ["ScheduleAnyway", "DoNotSchedule"]},
            labelSelector=_SELECTOR,
        )
    ),
    initContainers=_list(_CONTAINER),
    containers=_list(_CONTAINER),
    volumes=_list(_object("name", "emptyDir", name=_TEXT, emptyDir=_object(sizeLimit=_TEXT))),
)
_DEPLOYMENT = _object(
    "replicas",
    "selector",
    "template",
    replicas=_NUMBER,
    selector=_SELECTOR,
    strategy=_object(
        "type",
        type={"const": "RollingUpdate"},
        rollingUpdate=_object(maxUnavailable=_NUMBER, maxSurge=_NUMBER),
    ),
    template=_object("metadata", "spec", metadata=_object("labels", labels=_LABELS), spec=_POD),
)
_SERVICE = _object(
    "selector",
    "ports",
    selector=_LABELS,
    ports=_list(_object("port", name=_TEXT, port=_NUMBER, targetPort=_PORT)),
)
_NETWORK = _object(
    "podSelector",
    "policyTypes",
    podSelector=_SELECTOR,
    policyTypes={"const": ["Ingress"]},
    ingress=_list(
        _object(
            **{"from": _list(_object(namespaceSelector=_SELECTOR))},
            ports=_list(_object("port", protocol={"enum": ["TCP", "UDP"]}, port=_PORT)),
        )
    ),
)


def _kind(version: str, kind: str, *required: str, **rest: Schema) -> Schema:
    metadata = _object("name", "labels", name=_TEXT, labels=_LABELS)
    top = {"apiVersion": {"const": version}, "kind": {"const": kind}, "metadata": metadata}
    return _object("apiVersion", "kind", "metadata", *required, **top, **rest)


KINDS = {
    "ConfigMap": _kind("v1", "ConfigMap", "data", data=_LABELS),
    "Secret": _kind("v1", "Secret", "stringData", type={"const": "Opaque"}, stringData=_LABELS),
    "Deployment": _kind("apps/v1", "Deployment", "spec", spec=_DEPLOYMENT),
    "Service": _kind("v1", "Service", "spec", spec=_SERVICE),
    "PodDisruptionBudget": _kind(
        "policy/v1",
        "PodDisruptionBudget",
        "spec",
        spec=_object("selector", minAvailable=_NUMBER, selector=_SELECTOR),
    ),
    "NetworkPolicy": _kind("networking.k8s.io/v1", "NetworkPolicy", "spec", spec=_NETWORK),
}
"""A JSON schema for each kind."""
