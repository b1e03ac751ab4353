namespace ShiftEval.Onnx.Rewrites;

/// <summary>Rules for matrix products: rows may be samples, what is summed over may not.</summary>
internal static class BatchMatrixRules
{
    private const int Left = 0;
    private const int Right = 1;
    private const int Offset = 2;

    public static string? Gemm(BatchNode node)
    {
        if (node.OnlyFirst() is { } why)
        {
            return why;
        }

        if (NodeAttributes.Int(node.Node, "transA", 0) != 0)
        {
            return "transposes the batch and sums over it";
        }

        return !node.Has(Offset) || node.Shape(Offset) is [] or [_] or [1, _] ? null : "adds values of its own to each place in the batch";
    }

    public static string? MatMul(BatchNode node)
    {
        if (node.Rank(Left) is not { } left || node.Rank(Right) is not { } right)
        {
            return "reads a value whose shape is not known";
        }

        if (node.IsBatched(Left) && node.IsBatched(Right))
        {
            return left == right && left >= 3 ? null : "multiplies samples with each other";
        }

        return node.IsBatched(Left) ? ByConstant(node, left, Right, right) : ConstantBy(node, right, Left, left);
    }

    // [b, …, K] × constant: a matrix or vector goes for every row, a stack of matrices has to broadcast over the batch.
    private static string? ByConstant(BatchNode node, int rank, int constant, int constantRank)
    {
        if (rank < 2)
        {
            return "sums over the batch";
        }

        return constantRank <= 2 ? null : Stack(node, rank, constant, constantRank);
    }

    // constant × [b, …, K, N]: with fewer than three axes K is the batch.
    private static string? ConstantBy(BatchNode node, int rank, int constant, int constantRank)
    {
        if (rank < 3)
        {
            return "sums over the batch";
        }

        return constantRank <= 2 ? null : Stack(node, rank, constant, constantRank);
    }

    private static string? Stack(BatchNode node, int rank, int constant, int constantRank)
    {
        bool broadcasts = constantRank < rank || (constantRank == rank && node.Shape(constant)![0] == 1);
        return broadcasts ? null : $"multiplies each place in the batch with another matrix of {node.Node.Input[constant]}";
    }
}
