using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>Finds every tensor of a model, wherever a message can hold one.</summary>
internal static class TensorWalker
{
    /// <summary>
    /// Initializers, sparse initializers and attributes of the main graph, its subgraphs, the functions and the training graphs.
    /// </summary>
    public static IEnumerable<TensorProto> AllTensors(ModelProto model)
    {
        IEnumerable<GraphProto> training = model.TrainingInfo.Select(info => info.Initialization)
            .Concat(model.TrainingInfo.Select(info => info.Algorithm))
            .Where(graph => graph is not null);
        return training.Prepend(model.Graph).SelectMany(OfGraph)
            .Concat(model.Functions.SelectMany(function => OfNodes(function.Node).Concat(function.AttributeProto.SelectMany(OfAttribute))));
    }

    private static IEnumerable<TensorProto> OfGraph(GraphProto graph) =>
        graph.Initializer.Concat(graph.SparseInitializer.SelectMany(OfSparse)).Concat(OfNodes(graph.Node));

    private static IEnumerable<TensorProto> OfNodes(IEnumerable<NodeProto> nodes) =>
        nodes.SelectMany(node => node.Attribute).SelectMany(OfAttribute);

    private static IEnumerable<TensorProto> OfAttribute(AttributeProto attribute)
    {
        IEnumerable<TensorProto> tensors = attribute.T is null ? attribute.Tensors : attribute.Tensors.Prepend(attribute.T);
        IEnumerable<SparseTensorProto> sparse = attribute.SparseTensor is null
            ? attribute.SparseTensors
            : attribute.SparseTensors.Prepend(attribute.SparseTensor);
        return tensors.Concat(sparse.SelectMany(OfSparse)).Concat(NodeAttributes.Graphs(attribute).SelectMany(OfGraph));
    }

    private static IEnumerable<TensorProto> OfSparse(SparseTensorProto sparse)
    {
        if (sparse.Values is not null)
        {
            yield return sparse.Values;
        }

        if (sparse.Indices is not null)
        {
            yield return sparse.Indices;
        }
    }
}
